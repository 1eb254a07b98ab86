import { EventEmitter } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import websocket from '@fastify/websocket';
import fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { lingerOnClose } from './adapters/lingering-close.ts';
import { splitBase } from './domain/base-path.ts';
import { createDoorKeeper, type DoorKeeper } from './proxy/door-keeper.ts';
import { createInstanceProxy, linkUrl } from './proxy/instance-proxy.ts';
import { createUpgradeRouter } from './proxy/upgrade-router.ts';
import { appRoutes } from './routes/apps.ts';
import { registerErrorHandler } from './routes/error-handler.ts';
import { eventRoutes } from './routes/events.ts';
import { instanceRoutes } from './routes/instances.ts';
import { launcherPage } from './routes/launcher-page.ts';
import { linkRoutes } from './routes/links.ts';
import { logRoutes } from './routes/logs.ts';
import { openRoute } from './routes/open.ts';
import { registerOpenapi } from './routes/openapi.ts';
import { presentApps } from './routes/present-app.ts';
import { registerRequestGuard } from './routes/request-guard.ts';
import { type System, systemRoutes } from './routes/system.ts';
import type { AccessTokens } from './services/access-tokens.ts';
import type { Door } from './services/door.ts';
import { createEventFeed } from './services/event-feed.ts';
import { createIdempotencyStore } from './services/idempotency.ts';
import type { AppCatalog, Instances, LogReader } from './services/ports.ts';

export interface ServerOptions {
  apps: AppCatalog;
  instances: Instances;
  access: AccessTokens;
  logs: LogReader;
  door: Door;
  system: System;
  /** Begins and ends with "/". */
  basePath: string;
  /** Whether X-Forwarded-* is Jupyter's word: on the unix socket. */
  trustForwarded: boolean;
  pageDirectory: string;
  log: FastifyBaseLogger;
}

/** Headers of a hub with many cookies exceed Node's default of 16 KiB. */
const maxHeaderSize = 64 * 1024;

/**
 * Builds the HTTP server from its parts. Requests below `/proxy/` go to the instance proxy before Fastify sees them:
 * they are relayed byte for byte and nothing of Fastify is in their way.
 */
export async function createManagerServer(options: ServerOptions): Promise<FastifyInstance> {
  const { basePath, trustForwarded, instances, access, log } = options;
  const proxy = createInstanceProxy({ instances, access, basePath, trustForwarded, log });
  const keeper = createDoorKeeper({ door: options.door, basePath });
  const ownUpgrades = new EventEmitter();
  const app = fastify({
    loggerInstance: log,
    bodyLimit: 1024 * 1024,
    rewriteUrl: (request) => splitBase(request.url ?? '/', basePath).target,
    serverFactory: (handler) => createDispatchingServer({ keeper, proxy, handler }),
    routerOptions: { maxParamLength: 300 },
  });
  app.server.on(
    'upgrade',
    createUpgradeRouter({ basePath, trustForwarded, proxy, ownUpgrades, letsIn: (request) => keeper.isOpen(request) }),
  );
  await registerRoutes(app, options, ownUpgrades);
  // Also when the retention time removes it, or another daemon.
  instances.on('remove', (id) => access.forget(id));
  app.addHook('onClose', () => proxy.close());
  return app;
}

function isWebsocketUpgrade(request: IncomingMessage): boolean {
  return /websocket/i.test(request.headers.upgrade ?? '');
}

interface Dispatch {
  keeper: DoorKeeper;
  proxy: ReturnType<typeof createInstanceProxy>;
  handler: (request: IncomingMessage, response: ServerResponse) => void;
}

function createDispatchingServer({ keeper, proxy, handler }: Dispatch): Server {
  const dispatch = (request: IncomingMessage, response: ServerResponse) => {
    if (!keeper.admit(request, response)) return;
    if (proxy.handles(request.url ?? '/')) proxy.request(request, response);
    else handler(request, response);
  };
  // requestTimeout 0: an upload to an instance takes as long as it takes; headers still have headersTimeout.
  const limits = { maxHeaderSize, requestTimeout: 0, headersTimeout: 60_000 };
  // Other upgrades (h2c) are offers that may be ignored: such a request is answered as it is.
  const server = createServer({ ...limits, shouldUpgradeCallback: isWebsocketUpgrade }, dispatch);
  lingerOnClose(server);
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (!proxy.handles(request.url ?? '/')) response.writeContinue();
    dispatch(request, response);
  });
  return server;
}

async function registerRoutes(app: FastifyInstance, options: ServerOptions, ownUpgrades: EventEmitter): Promise<void> {
  const { apps, instances, access, logs, basePath } = options;
  const idempotency = createIdempotencyStore();
  const feed = createEventFeed({ apps, instances, system: () => options.system, presentApps });
  const urlOfLink = (id: string, token: string) => linkUrl(basePath, instances.record(id), token);

  // Fastify's own compiler drops unknown fields and turns 3 into "3"; this one says so.
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  app.removeContentTypeParser('text/plain');
  registerErrorHandler(app);
  registerRequestGuard(app, options.trustForwarded);
  await registerOpenapi(app, options.system.version, basePath);
  await app.register(websocket, {
    // Fed with our own upgrades only: see createUpgradeRouter.
    options: { server: ownUpgrades as Server, perMessageDeflate: false, maxPayload: 64 * 1024 },
  });
  await app.register(
    async (api) => {
      await api.register(systemRoutes, { system: () => options.system });
      await api.register(appRoutes, { apps, instances, idempotency });
      await api.register(instanceRoutes, { instances, idempotency });
      await api.register(linkRoutes, { instances, access, idempotency, linkUrl: urlOfLink });
      await api.register(logRoutes, { instances, logs });
      await api.register(eventRoutes, { feed });
    },
    { prefix: '/api/v1' },
  );
  app.get('/healthz', { schema: { hide: true } }, async () => ({ status: 'ok' }));
  await app.register(openRoute, { instances, access, linkUrl: urlOfLink, basePath });
  await app.register(launcherPage, { pageDirectory: options.pageDirectory });
  app.addHook('preClose', async () => feed.close());
}
