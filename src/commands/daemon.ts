import { lookup } from 'node:dns/promises';
import type { Server } from 'node:net';
import { homedir, hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { createAccessStore } from '../adapters/access-store.ts';
import { createAppCopier } from '../adapters/app-copy.ts';
import { appDiscovery } from '../adapters/app-file-discovery.ts';
import { patientDiscovery } from '../adapters/app-file-patience.ts';
import { watchAppFiles } from '../adapters/app-file-watch.ts';
import { createConnectionNotes } from '../adapters/connection-note-file.ts';
import { descriptorLimit } from '../adapters/descriptor-limit.ts';
import { createFileLister } from '../adapters/directory-listing.ts';
import { networkView } from '../adapters/established-connections.ts';
import { createFavouriteStore } from '../adapters/favourite-store.ts';
import { jobCommand, parseAddress } from '../adapters/job-command.ts';
import { createJobFiles } from '../adapters/job-files.ts';
import { renderJobScript } from '../adapters/job-script.ts';
import { jupyterDataPaths, ownAppsDirectory } from '../adapters/jupyter-paths.ts';
import { isOwnPeer } from '../adapters/listening-sockets.ts';
import { createLocalHost } from '../adapters/local-host.ts';
import { createLogReader } from '../adapters/log-file.ts';
import { handshakeWitness } from '../adapters/paraview-handshake.ts';
import { portUse } from '../adapters/paraview-port.ts';
import { readParaViewVersion } from '../adapters/paraview-version.ts';
import { createPatience } from '../adapters/patience.ts';
import { patientStore, stateAnswerMs } from '../adapters/patient-store.ts';
import { createPresetStore } from '../adapters/preset-store.ts';
import { isOnPath } from '../adapters/program-path.ts';
import { createRecipeFiles } from '../adapters/recipe-file.ts';
import { remoteControl } from '../adapters/remote-control.ts';
import { createServerStore } from '../adapters/server-store.ts';
import { createAssetAnswers } from '../assets/asset-answers.ts';
import { recipeLink } from '../domain/recipe-link.ts';
import type { Scheduler } from '../domain/scheduler.ts';
import type { Site } from '../domain/site.ts';
import { createManagerServer } from '../server.ts';
import { createAccessTokens } from '../services/access-tokens.ts';
import { createAppCatalog } from '../services/app-catalog.ts';
import { createAppCopies } from '../services/app-copies.ts';
import { createConnections } from '../services/connections/connections.ts';
import { showConnections } from '../services/connections/shown-instances.ts';
import type { Door } from '../services/door.ts';
import { createFavouriteBook } from '../services/favourites.ts';
import { createFileBrowser } from '../services/file-browser.ts';
import { createPresetBook } from '../services/form-presets.ts';
import { createInstances } from '../services/instance-registry.ts';
import { createJobForms } from '../services/job-forms.ts';
import { createJobQueue } from '../services/job-queue.ts';
import { noteLaunches } from '../services/noted-launches.ts';
import { createOwnJobs } from '../services/own-jobs.ts';
import { createParaViewServers } from '../services/paraview-servers/paraview-servers.ts';
import type { ParaViewHere } from '../services/paraview-servers/server-context.ts';
import { createRecipes } from '../services/recipes.ts';
import type { Settings } from '../settings.ts';
import { createDaemonReports } from './daemon-reports.ts';
import type { Installation } from './installation.ts';

export interface DaemonOptions {
  settings: Settings;
  site: Site;
  installation: Installation;
  door: Door;
  /** The token of that door, which stands in no report; missing: there is none. */
  token?: string;
  log: Logger;
  env: NodeJS.ProcessEnv;
  /** Where Jupyter was started. */
  workingDirectory: string;
}

export interface Daemon {
  /** The routes, to be asked without a socket; loaded when they are first asked for. */
  routes(): Promise<FastifyInstance>;
  /** What listens. */
  server: Server;
  /** Resolves when the page was answered for the first time. */
  pageAnswered: Promise<void>;
  /**
   * Finds what other daemons started, and resolves when all of it was looked at. Requests wait for that, but for those for the
   * page: a home directory that takes its time lets nobody look at nothing.
   */
  takeOver(): Promise<void>;
  /** Ends the server and its watches; instances go on. */
  close(): Promise<void>;
}

/** How long somebody waits for a directory that a file system does not show. */
const filesAnswerMs = 5_000;

/** Puts the daemon together from the real adapters. */
export async function buildDaemon(options: DaemonOptions): Promise<Daemon> {
  const { settings, site, installation, log, env, workingDirectory } = options;
  const home = env.HOME || homedir();
  const { basePath, stateDirectory } = settings;
  const dataPaths = jupyterDataPaths(env, home, settings.appPaths);
  const apps = createAppCatalog({
    discover: patientDiscovery(
      dataPaths.map((path) => join(path, 'trame')),
      appDiscovery(dataPaths, { idleTimeoutMs: site.instances.idleTimeoutMs }),
    ),
    watch: watchAppFiles,
  });
  const host = await createLocalHost({ stateDirectory, env });
  const queue = createJobQueue({ scheduler: await schedulerOf(site, env), log });
  const forms = createJobForms({ limits: () => queue.limits(), renderScript: renderJobScript });
  // Also where the site has no template any more: jobs that were started with one go on.
  const jobs = { queue, forms };
  const plain = createInstances({ host, site, jobs, apps, workingDirectory, home, env, basePath, log });
  const servers = createParaViewServers({
    host,
    store: patientStore(createServerStore(stateDirectory), stateDirectory, createPatience(stateAnswerMs)),
    site,
    queue,
    forms,
    jobs: { command: jobCommand, parseAddress },
    paraview: paraViewHere(site, env),
    workingDirectory,
    env,
    log,
  });
  const takenOver = Promise.withResolvers<void>();
  const connections = createConnections({
    instances: plain,
    servers,
    host,
    remoteControl,
    network: networkView,
    witness: handshakeWitness,
    notes: createConnectionNotes(log),
    log,
    takenOver: takenOver.promise,
  });
  const favourites = createFavouriteBook(createFavouriteStore(join(stateDirectory, 'favourites.json'), log));
  const instances = noteLaunches(showConnections(plain, connections), favourites);
  const logs = createLogReader();
  const system = describeSystem(installation.version, home, site, workingDirectory);
  const access = createAccessTokens({ store: createAccessStore((id) => instances.sessionDirectory(id), log) });
  const assets = createAssetAnswers({ directory: join(stateDirectory, 'asset-cache'), log });
  const lister = createFileLister(createPatience(filesAnswerMs));
  const files = createFileBrowser({ lister, home, env, places: site.places });
  const copier = createAppCopier(createPatience(filesAnswerMs));
  const manager = createManagerServer({
    apps,
    instances,
    servers,
    connections,
    queue,
    forms,
    ownJobs: createOwnJobs({ queue, files: createJobFiles(), logs, home }),
    appJobs: site.jobs,
    presets: createPresetBook(createPresetStore(join(stateDirectory, 'presets.json'), log)),
    favourites,
    files,
    recipes: createRecipes({
      ...{ apps, instances, servers, copier, home, env, appJobs: site.jobs, browser: files },
      files: createRecipeFiles(createPatience(filesAnswerMs)),
      linkTo: (file) => recipeLink(basePath, env, file),
    }),
    copies: createAppCopies({ apps, copier, home, env, ownApps: ownAppsDirectory(env, home) }),
    assets,
    access,
    logs,
    reports: createDaemonReports({ ...options, instances, servers, apps, queue, access, system, token: options.token }),
    door: options.door,
    system,
    basePath,
    takenOver: takenOver.promise,
    trustForwarded: settings.listen.kind === 'socket',
    admits: isOwnPeer,
    pageDirectory: installation.pageDirectory,
    maximumDescriptors: descriptorLimit(),
    log,
  });
  return {
    routes: manager.routes,
    server: manager.server,
    pageAnswered: manager.pageAnswered,
    async takeOver() {
      await Promise.all([plain.takeOver(), servers.takeOver(), favourites.read()]);
      takenOver.resolve();
    },
    async close() {
      await manager.close();
      connections.close();
      queue.close();
      await Promise.all([servers.close(), instances.close(), apps.close(), assets.close()]);
    },
  };
}

/** The site's scheduler; null where it has none. */
async function schedulerOf(site: Site, env: NodeJS.ProcessEnv): Promise<Scheduler | null> {
  if (site.scheduler !== 'slurm') return null;
  const { createSlurm } = await import('../adapters/slurm/slurm.ts');
  return createSlurm({ ...site.schedulerOptions, env, user: userName() });
}

/** What this machine tells of ParaView. The version is asked for once, when it is needed first. */
function paraViewHere(site: Site, env: NodeJS.ProcessEnv): ParaViewHere {
  let version: Promise<string | null> | null = null;
  return {
    version() {
      version ??= readParaViewVersion({ environmentCommands: site.environmentCommands, env });
      return version;
    },
    isOnPath: (program) => isOnPath(program, env),
    portUse: (port) => portUse(port, process.getuid?.() ?? 0),
    resolve: async (host) => {
      const found = await lookup(host, { all: true }).catch(() => []);
      return found.map(({ address }) => address);
    },
  };
}

function describeSystem(version: string, home: string, site: Site, workingDirectory: string) {
  return {
    version,
    user: userName(),
    home,
    host: hostname(),
    configuration: { name: site.name, title: site.title },
    scheduler: site.scheduler,
    accounts: [],
    partitions: [],
    working_directory: workingDirectory,
    places: [],
    help: site.help,
  };
}

/** A container may run under a uid that no user database knows. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? '');
  }
}
