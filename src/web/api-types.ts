import type { Instance } from '../domain/instance.ts';
import type { AppKind, AppParameter, AppProblem } from '../domain/trame-app.ts';

/** A value of a form field, as the REST API takes it. */
export type ParameterValue = string | number | boolean;

/** An app as `GET apps` lists it; see docs/app-file.md for what the fields mean. */
export interface AppView {
  id: string;
  name: string;
  description: string;
  category: string;
  tags: string[];
  kind: AppKind;
  has_icon: boolean;
  /** Relative to the page: "api/v1/apps/cone/icon"; null: the page draws its own. */
  icon_url: string | null;
  command: string;
  file: string;
  working_directory: string | null;
  data_directory: 'required' | 'optional' | 'none';
  parameters: AppParameter[];
  idle_timeout_seconds: number;
  paraview: boolean;
  single_instance: boolean;
  path: string;
  run_on: 'local' | 'job';
  environment: Record<string, string>;
}

/** `GET apps`: what can be launched, what is broken, and where both were looked for. */
export interface AppListingView {
  apps: AppView[];
  problems: AppProblem[];
  searched: string[];
}

/** `GET system`, as far as the page shows it. */
export interface SystemView {
  version: string;
  user: string;
  home: string;
  host: string;
  configuration: { name: string; title: string };
  /** Links of the site to its own help; missing: none. */
  help?: { title: string; url: string }[];
}

/** The whole state, sent first on every events connection. */
export interface SnapshotEvent extends AppListingView {
  type: 'snapshot';
  seq: number;
  system: SystemView;
  instances: Instance[];
}

/** What the events websocket sends. `seq` grows by each message. */
export type FeedEvent =
  | SnapshotEvent
  | { type: 'instance'; seq: number; instance: Instance }
  | { type: 'instance_removed'; seq: number; id: string }
  | ({ type: 'apps'; seq: number } & AppListingView);

/** The body of `POST apps/{app}/instances`. */
export interface LaunchBody {
  name?: string;
  data_directory?: string;
  parameters: Record<string, ParameterValue>;
}

/** The answer of `POST instances/{id}/links`. */
export interface LinkView {
  url: string;
  expires_at: string;
}
