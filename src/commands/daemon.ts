import type { Server } from 'node:net';
import { homedir, hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { createAccessStore } from '../adapters/access-store.ts';
import { appDiscovery } from '../adapters/app-file-discovery.ts';
import { watchAppFiles } from '../adapters/app-file-watch.ts';
import { jupyterDataPaths } from '../adapters/jupyter-paths.ts';
import { createLocalHost } from '../adapters/local-host.ts';
import { createLogReader } from '../adapters/log-file.ts';
import { createAssetAnswers } from '../assets/asset-answers.ts';
import type { Site } from '../domain/site.ts';
import { createManagerServer } from '../server.ts';
import { createAccessTokens } from '../services/access-tokens.ts';
import { createAppCatalog } from '../services/app-catalog.ts';
import type { Door } from '../services/door.ts';
import { createInstances } from '../services/instance-registry.ts';
import type { Settings } from '../settings.ts';
import type { Installation } from './installation.ts';

export interface DaemonOptions {
  settings: Settings;
  site: Site;
  installation: Installation;
  door: Door;
  log: Logger;
  env: NodeJS.ProcessEnv;
  /** Where Jupyter was started. */
  workingDirectory: string;
}

export interface Daemon {
  /** The routes, to be asked without a socket. */
  app: FastifyInstance;
  /** What listens. */
  server: Server;
  /** Ends the server and its watches; instances go on. */
  close(): Promise<void>;
}

/** Puts the daemon together from the real adapters. */
export async function buildDaemon(options: DaemonOptions): Promise<Daemon> {
  const { settings, site, installation, log, env, workingDirectory } = options;
  const home = env.HOME || homedir();
  const { basePath, stateDirectory } = settings;
  const dataPaths = jupyterDataPaths(env, home, settings.appPaths);
  const apps = createAppCatalog({
    discover: appDiscovery(dataPaths, { idleTimeoutMs: site.instances.idleTimeoutMs }),
    watch: watchAppFiles,
  });
  const host = await createLocalHost({ stateDirectory, env });
  const instances = await createInstances({ host, site, apps, workingDirectory, home, env, basePath, log });
  const assets = createAssetAnswers({ directory: join(stateDirectory, 'asset-cache'), log });
  const manager = await createManagerServer({
    apps,
    instances,
    assets,
    access: createAccessTokens({ store: createAccessStore((id) => instances.sessionDirectory(id)) }),
    logs: createLogReader(),
    door: options.door,
    system: describeSystem(installation.version, home, site, workingDirectory),
    basePath,
    trustForwarded: settings.listen.kind === 'socket',
    pageDirectory: installation.pageDirectory,
    log,
  });
  return {
    app: manager.app,
    server: manager.server,
    async close() {
      await manager.close();
      await Promise.all([instances.close(), apps.close(), assets.close()]);
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
