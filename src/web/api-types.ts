import type { Static } from 'typebox';
import type { Favourites } from '../domain/favourites.ts';
import type { ShownField } from '../domain/form.ts';
import type { Instance } from '../domain/instance.ts';
import type { FormValues, ParaViewServer } from '../domain/paraview-server.ts';
import type { Job } from '../domain/scheduler.ts';
import type { AppListSchema, AppSchema } from '../schemas/app.ts';
import type { DryRunSchema } from '../schemas/dry-run.ts';
import type { JobListSchema } from '../schemas/job.ts';
import type { JobFormSchema } from '../schemas/job-form.ts';
import type { LinkSchema } from '../schemas/link.ts';
import type { SystemSchema } from '../schemas/system.ts';

/** A value of a form field, as the REST API takes it. */
export type ParameterValue = string | number | boolean;

/** An app as `GET apps` lists it; see docs/app-file.md for what the fields mean. */
export type AppView = Omit<Static<typeof AppSchema>, 'job_defaults'> & {
  /** Values of the site's job form that the app file asks for; missing: none. */
  job_defaults?: FormValues;
};

/** `GET apps`: what can be launched, what is broken, and where both were looked for. */
export type AppListingView = Omit<Static<typeof AppListSchema>, 'apps'> & { apps: AppView[] };

/** `GET system`, as far as the page shows it. */
export type SystemView = Pick<System, 'version' | 'user' | 'home' | 'host' | 'configuration'> &
  Partial<Pick<System, 'places' | 'help'>>;
type System = Static<typeof SystemSchema>;

/** How ParaView servers are started here. */
export interface ServersForm {
  fields: ShownField[];
  /** False: only servers that run by hand are shown. */
  can_start: boolean;
  /** The scheduler's name where servers are jobs ("Slurm"); null: they run on this machine. */
  title: string | null;
}

/** The user's jobs, and how it stands with the scheduler. */
export interface QueueView {
  /** "Slurm"; null where the site has no scheduler. */
  title: string | null;
  contact: NonNullable<Static<typeof JobListSchema>['scheduler']>['contact'];
  jobs: Job[];
}

/** The whole state, sent first on every events connection. */
export interface SnapshotEvent extends AppListingView {
  type: 'snapshot';
  seq: number;
  system: SystemView;
  instances: Instance[];
  servers?: ParaViewServer[];
  /** Missing: nothing can be started. */
  servers_form?: ServersForm;
  /** Missing: there is no scheduler. */
  queue?: QueueView;
  /** Missing: none. */
  favourites?: Favourites;
}

/** What the events websocket sends. `seq` grows by each message. */
export type FeedEvent =
  | SnapshotEvent
  | { type: 'instance'; seq: number; instance: Instance }
  | { type: 'instance_removed'; seq: number; id: string }
  | { type: 'server'; seq: number; server: ParaViewServer }
  | { type: 'server_removed'; seq: number; id: string }
  | { type: 'servers_form'; seq: number; servers_form: ServersForm }
  | { type: 'queue'; seq: number; queue: QueueView }
  | { type: 'favourites'; seq: number; favourites: Favourites }
  | { type: 'presets'; seq: number }
  | ({ type: 'apps'; seq: number } & AppListingView);

/** The body of `POST apps/{app}/instances`. */
export interface LaunchBody {
  name?: string;
  data_directory?: string;
  parameters: Record<string, ParameterValue>;
  /** Where it runs, with the values of the job form. */
  resources?: FormValues;
  /** Id of the ParaView server that it is connected to once both are ready. */
  connect_to?: string;
}

/** `GET job-form`: the fields of apps that run as jobs. */
export type JobFormView = Static<typeof JobFormSchema>;

/** The body of `POST servers`: the form's values beside the name. */
export type StartServerBody = FormValues;

/** What a submission would do. */
export type DryRunView = Static<typeof DryRunSchema>;

/** The body of `POST jobs`. */
export interface SubmitJobBody {
  script_file: string;
  working_directory?: string;
  name?: string;
}

/** The body of `PUT instances/{id}/connection`; `when_ready`: a server that is not ready yet is waited for. */
export type ConnectionBody = { server_id: string; when_ready?: true } | { host: string; port: number };

/** `GET presets`: named values of forms, and those sent last, by the form they belong to. */
export interface PresetsView {
  presets: { name: string; target: string; values: FormValues }[];
  last: Record<string, FormValues>;
}

/** The answer of `POST instances/{id}/links`. */
export type LinkView = Static<typeof LinkSchema>;
