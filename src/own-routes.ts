import websocket from '@fastify/websocket';
import fastify, { type FastifyInstance } from 'fastify';
import { splitBase } from './domain/base-path.ts';
import { linkUrl } from './proxy/instance-proxy.ts';
import { openingFailed } from './proxy/opening-failed.ts';
import { appCopyRoute } from './routes/app-copies.ts';
import { appRoutes } from './routes/apps.ts';
import { connectionRoutes } from './routes/connections.ts';
import { registerErrorHandler } from './routes/error-handler.ts';
import { eventRoutes } from './routes/events.ts';
import { favouriteRoutes } from './routes/favourites.ts';
import { fileRoutes } from './routes/files.ts';
import { instanceRoutes } from './routes/instances.ts';
import { jobFormRoute } from './routes/job-form.ts';
import { jobRoutes } from './routes/jobs.ts';
import { launchRoute } from './routes/launch.ts';
import { linkRoutes } from './routes/links.ts';
import { instanceLogs, logRoutes, serverLogs } from './routes/logs.ts';
import { openRoute } from './routes/open.ts';
import { registerOpenapi } from './routes/openapi.ts';
import { presetRoutes } from './routes/presets.ts';
import { readQuery } from './routes/read-query.ts';
import { recipeRoutes } from './routes/recipes.ts';
import { reportRoutes } from './routes/reports.ts';
import { registerRequestGuard } from './routes/request-guard.ts';
import { schemaCompilers } from './routes/schema-compilers.ts';
import { serverRoutes } from './routes/servers.ts';
import { sidePanelRoutes } from './routes/side-panel.ts';
import { noteSocketFault } from './routes/socket-faults.ts';
import { healthSchema, systemRoutes } from './routes/system.ts';
import type { ServerOptions } from './server-options.ts';
import type { EventFeed } from './services/event-feed.ts';
import { createIdempotencyStore } from './services/idempotency.ts';
import type { SystemView } from './services/system-view.ts';
import { maximumHeadBytes } from './wire/head-reader.ts';

export interface OwnRoutesOptions extends ServerOptions {
  feed: EventFeed;
  systemView: SystemView;
}

/** The daemon's own routes, ready to be asked; they listen nowhere. Loading this file takes a good part of a start. */
export async function buildOwnRoutes(options: OwnRoutesOptions): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: options.log,
    bodyLimit: 1024 * 1024,
    schemaController: schemaCompilers,
    rewriteUrl: (request) => splitBase(request.url ?? '/', options.basePath).target,
    // The front has limits of time itself.
    http: { maxHeaderSize: maximumHeadBytes, requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0 },
    // The schemas say how long each may be.
    routerOptions: { maxParamLength: maximumHeadBytes },
  });
  await registerRoutes(app, options);
  await app.ready();
  return app;
}

async function registerRoutes(app: FastifyInstance, options: OwnRoutesOptions): Promise<void> {
  const { apps, instances, servers, connections, queue, forms, access, logs, basePath, feed, favourites, files } =
    options;
  const idempotency = createIdempotencyStore();
  const system = options.systemView;
  const urlOfLink = (id: string, token: string) => linkUrl(basePath, instances.record(id), token);

  app.removeContentTypeParser('text/plain');
  registerErrorHandler(app);
  registerRequestGuard(app, options.trustForwarded, basePath);
  registerOpenapi(app, { version: options.system.version, basePath, cookieName: options.door.cookieName });
  await app.register(websocket, {
    options: { perMessageDeflate: false, maxPayload: 64 * 1024 },
    errorHandler: noteSocketFault,
  });
  await app.register(
    async (api) => {
      api.addHook('preValidation', readQuery);
      await api.register(systemRoutes, { system });
      await api.register(appRoutes, { apps });
      await api.register(appCopyRoute, { copies: options.copies });
      await api.register(launchRoute, { apps, instances, servers, connections, queue, idempotency });
      await api.register(instanceRoutes, { instances, queue, idempotency });
      await api.register(linkRoutes, { instances, access, idempotency, linkUrl: urlOfLink });
      await api.register(logRoutes, instanceLogs(instances, logs));
      await api.register(reportRoutes, { reports: options.reports });
      await api.register(connectionRoutes, { connections });
      await api.register(serverRoutes, { servers, queue, idempotency, presets: options.presets });
      await api.register(recipeRoutes, { recipes: options.recipes });
      await api.register(presetRoutes, { presets: options.presets });
      await api.register(favouriteRoutes, { favourites });
      await api.register(fileRoutes, { files });
      await api.register(logRoutes, serverLogs(servers, logs));
      await api.register(jobFormRoute, { queue, forms, template: options.appJobs });
      await api.register(jobRoutes, { queue, ownJobs: options.ownJobs, idempotency });
      await api.register(eventRoutes, { feed });
    },
    { prefix: '/api/v1' },
  );
  app.get('/healthz', { schema: healthSchema }, async () => ({ status: 'ok', version: options.system.version }));
  await app.register(sidePanelRoutes, { ...options, system: system.last, linkUrl: urlOfLink });
  await app.register(openRoute, { instances, access, linkUrl: urlOfLink, basePath, explain: openingFailed });
}
