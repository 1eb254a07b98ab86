import type { Server } from 'node:net';
import websocket from '@fastify/websocket';
import fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { AssetAnswers } from './assets/asset-answers.ts';
import { splitBase } from './domain/base-path.ts';
import type { JobTemplate } from './domain/site.ts';
import { problemAnswer } from './proxy/answers.ts';
import { createInstanceProxy, linkUrl } from './proxy/instance-proxy.ts';
import { openingFailed } from './proxy/opening-failed.ts';
import { createRequestDispatch } from './proxy/request-dispatch.ts';
import { appRoutes } from './routes/apps.ts';
import { connectionRoutes } from './routes/connections.ts';
import { registerErrorHandler } from './routes/error-handler.ts';
import { eventRoutes } from './routes/events.ts';
import { favouriteRoutes } from './routes/favourites.ts';
import { fileRoutes } from './routes/files.ts';
import { instanceRoutes } from './routes/instances.ts';
import { jobFormRoute } from './routes/job-form.ts';
import { jobRoutes } from './routes/jobs.ts';
import { launcherPage } from './routes/launcher-page.ts';
import { linkRoutes } from './routes/links.ts';
import { logRoutes } from './routes/logs.ts';
import { openRoute } from './routes/open.ts';
import { registerOpenapi } from './routes/openapi.ts';
import { presentApps } from './routes/present-app.ts';
import { presetRoutes } from './routes/presets.ts';
import { reportRoutes } from './routes/reports.ts';
import { registerRequestGuard } from './routes/request-guard.ts';
import { schemaCompilers } from './routes/schema-compilers.ts';
import { serverLogRoutes } from './routes/server-logs.ts';
import { serverRoutes } from './routes/servers.ts';
import { sidePanelRoutes } from './routes/side-panel.ts';
import { noteSocketFault } from './routes/socket-faults.ts';
import { createSystemView, type System, systemRoutes } from './routes/system.ts';
import type { AccessTokens } from './services/access-tokens.ts';
import type { Door } from './services/door.ts';
import { createEventFeed } from './services/event-feed.ts';
import type { FavouriteBook } from './services/favourites.ts';
import type { FileBrowser } from './services/file-browser.ts';
import type { PresetBook } from './services/form-presets.ts';
import { createIdempotencyStore } from './services/idempotency.ts';
import type { InstanceReports } from './services/instance-report/instance-report.ts';
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
import { connectionsFor } from './wire/connection-limits.ts';
import { createFrontServer } from './wire/front-server.ts';
import { maximumHeadBytes } from './wire/head-reader.ts';
import { createInnerServer } from './wire/inner-server.ts';
import type { Admission } from './wire/socket-wire.ts';

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
  access: AccessTokens;
  assets: AssetAnswers;
  logs: LogReader;
  reports: InstanceReports;
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

export interface ManagerServer {
  /** The daemon's own routes; it listens nowhere. */
  app: FastifyInstance;
  /** What listens. */
  server: Server;
  /** Takes no more requests, answers those under way, and ends what runs through the proxy. */
  close(): Promise<void>;
}

/**
 * Builds the server from its parts. A front reads every request's head; what is below `/proxy/` goes to the instances, all else
 * to Fastify, which has node:http's own checks before it.
 */
export async function createManagerServer(options: ServerOptions): Promise<ManagerServer> {
  const { instances, access, log, basePath } = options;
  const proxy = createInstanceProxy(options);
  const app = fastify({
    loggerInstance: log,
    bodyLimit: 1024 * 1024,
    schemaController: schemaCompilers,
    rewriteUrl: (request) => splitBase(request.url ?? '/', basePath).target,
    // The front has limits of time itself.
    http: { maxHeaderSize: maximumHeadBytes, requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0 },
    routerOptions: { maxParamLength: 300 },
  });
  await registerRoutes(app, options);
  await app.ready();
  // Also when the retention time removes it, or another daemon.
  instances.on('remove', (id) => access.forget(id));
  const inner = createInnerServer(app.server, () => problemAnswer('internal_error', 'The daemon gave no answer.'));
  const front = createFrontServer(createRequestDispatch({ ...options, proxy, inner }), {
    maximumConnections: connectionsFor(options.maximumDescriptors),
  });
  return {
    app,
    server: front.server,
    async close() {
      const retired = front.retire();
      proxy.close();
      await app.close();
      await retired;
      inner.close();
      front.destroy();
    },
  };
}

async function registerRoutes(app: FastifyInstance, options: ServerOptions): Promise<void> {
  const { apps, instances, servers, connections, queue, forms, access, logs, basePath } = options;
  const idempotency = createIdempotencyStore();
  const system = createSystemView(options.system, queue, options.files);
  const { favourites, files } = options;
  const feed = createEventFeed({ apps, instances, servers, queue, favourites, system: system.last, presentApps });
  const urlOfLink = (id: string, token: string) => linkUrl(basePath, instances.record(id), token);

  app.removeContentTypeParser('text/plain');
  registerErrorHandler(app);
  registerRequestGuard(app, options.trustForwarded, basePath);
  await registerOpenapi(app, options.system.version, basePath);
  await app.register(websocket, {
    options: { perMessageDeflate: false, maxPayload: 64 * 1024 },
    errorHandler: noteSocketFault,
  });
  await app.register(
    async (api) => {
      await api.register(systemRoutes, { system });
      await api.register(appRoutes, { apps, instances, servers, connections, idempotency });
      await api.register(instanceRoutes, { instances, idempotency });
      await api.register(linkRoutes, { instances, access, idempotency, linkUrl: urlOfLink });
      await api.register(logRoutes, { instances, logs });
      await api.register(reportRoutes, { reports: options.reports });
      await api.register(connectionRoutes, { connections });
      await api.register(serverRoutes, { servers, idempotency, presets: options.presets });
      await api.register(presetRoutes, { presets: options.presets });
      await api.register(favouriteRoutes, { favourites });
      await api.register(fileRoutes, { files });
      await api.register(serverLogRoutes, { servers, logs });
      await api.register(jobFormRoute, { queue, forms, template: options.appJobs });
      await api.register(jobRoutes, { queue, ownJobs: options.ownJobs, idempotency });
      await api.register(eventRoutes, { feed });
    },
    { prefix: '/api/v1' },
  );
  app.get('/healthz', { schema: { hide: true } }, async () => ({ status: 'ok' }));
  await app.register(sidePanelRoutes, { ...options, system: system.last, linkUrl: urlOfLink });
  await app.register(openRoute, { instances, access, linkUrl: urlOfLink, basePath, explain: openingFailed });
  let isTakenOver = false;
  void options.takenOver.then(() => {
    isTakenOver = true;
  });
  const firstState = () => (isTakenOver ? feed.snapshot() : null);
  await app.register(launcherPage, { pageDirectory: options.pageDirectory, firstState });
  app.addHook('preClose', async () => feed.close());
}
