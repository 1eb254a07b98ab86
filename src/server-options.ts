import type { FastifyBaseLogger } from 'fastify';
import type { AssetAnswers } from './assets/asset-answers.ts';
import type { JobTemplate } from './domain/site.ts';
import type { AccessTokens } from './services/access-tokens.ts';
import type { AppCopies } from './services/app-copies.ts';
import type { Door } from './services/door.ts';
import type { FavouriteBook } from './services/favourites.ts';
import type { FileBrowser } from './services/file-browser.ts';
import type { PresetBook } from './services/form-presets.ts';
import type { OwnJobs } from './services/own-jobs.ts';
import type {
  AppCatalog,
  Connections,
  Instances,
  JobForms,
  JobQueue,
  LogReader,
  ParaViewServers,
} from './services/ports.ts';
import type { Recipes } from './services/recipes.ts';
import type { Reports } from './services/reports/reports.ts';
import type { System } from './services/system-view.ts';
import type { Admission } from './wire/socket-wire.ts';

/** The parts of which the server is built. */
export interface ServerOptions {
  apps: AppCatalog;
  instances: Instances;
  servers: ParaViewServers;
  connections: Connections;
  queue: JobQueue;
  forms: JobForms;
  ownJobs: OwnJobs;
  /** How apps run as jobs; null: they do not. */
  appJobs: JobTemplate | null;
  presets: PresetBook;
  favourites: FavouriteBook;
  files: FileBrowser;
  recipes: Recipes;
  /** Of other people's apps. */
  copies: AppCopies;
  access: AccessTokens;
  assets: AssetAnswers;
  logs: LogReader;
  reports: Reports;
  door: Door;
  system: System;
  /** Begins and ends with "/". */
  basePath: string;
  /** See DispatchOptions. */
  takenOver: Promise<void>;
  /** Whether X-Forwarded-* is Jupyter's word: on the unix socket. */
  trustForwarded: boolean;
  /** See InstanceProxyOptions. */
  admits: Admission;
  pageDirectory: string;
  /** How many descriptors the process may have open; null where that is not known. */
  maximumDescriptors: number | null;
  log: FastifyBaseLogger;
}
