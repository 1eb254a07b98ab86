import type { Server } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { createApiDocs } from './page/api-docs.ts';
import { createLauncherPage, type LauncherPage } from './page/launcher-page.ts';
import { problemAnswer } from './proxy/answers.ts';
import { createInstanceProxy } from './proxy/instance-proxy.ts';
import { createRequestDispatch } from './proxy/request-dispatch.ts';
import { presentApps } from './routes/present-app.ts';
import type { ServerOptions } from './server-options.ts';
import { createEventFeed } from './services/event-feed.ts';
import { createSystemView } from './services/system-view.ts';
import { connectionsFor } from './wire/connection-limits.ts';
import { createFrontServer } from './wire/front-server.ts';
import { createInnerServer } from './wire/inner-server.ts';

export interface ManagerServer {
  /** The daemon's own routes, to be asked without a socket; loaded when they are first asked for. */
  routes(): Promise<FastifyInstance>;
  /** What listens. */
  server: Server;
  /** Resolves when the page was answered for the first time. */
  pageAnswered: Promise<void>;
  /** Takes no more requests, answers those under way, and ends what runs through the proxy. */
  close(): Promise<void>;
}

/**
 * Builds the server from its parts. A front reads every request's head; what is below `/proxy/` goes to the instances, the page
 * is answered at once, and all else goes to the routes, which have node:http's own checks before them.
 */
export function createManagerServer(options: ServerOptions): ManagerServer {
  const { apps, instances, servers, queue, favourites, presets, access } = options;
  const proxy = createInstanceProxy(options);
  const systemView = createSystemView(options.system, queue, options.files);
  const parts = { apps, instances, servers, queue, favourites, presets };
  const feed = createEventFeed({ ...parts, system: systemView.last, presentApps });
  let isTakenOver = false;
  void options.takenOver.then(() => {
    isTakenOver = true;
  });
  const firstState = () => (isTakenOver ? feed.snapshot() : null);
  const launcher = createLauncherPage({ pageDirectory: options.pageDirectory, firstState });
  const docs = createApiDocs(options);
  const pageAnswered = Promise.withResolvers<void>();
  const page: LauncherPage = {
    handles: (...asked) => launcher.handles(...asked) || docs.handles(...asked),
    answer: (request, target) =>
      docs.handles({ method: 'GET' }, target)
        ? docs.answer(request, target)
        : launcher.answer(request, target).finally(pageAnswered.resolve),
  };
  // Also when the retention time removes it, or another daemon.
  instances.on('remove', (id) => access.forget(id));

  const load = async () => {
    const { buildOwnRoutes } = await import('./own-routes.ts');
    const app = await buildOwnRoutes({ ...options, feed, systemView });
    const inner = createInnerServer(app.server, () => problemAnswer('internal_error', 'The daemon gave no answer.'));
    return { app, inner };
  };
  let loading: ReturnType<typeof load> | null = null;
  const routes = () => {
    loading ??= load();
    return loading;
  };
  const inner = async () => (await routes()).inner;
  const front = createFrontServer(createRequestDispatch({ ...options, proxy, inner, page }), {
    maximumConnections: connectionsFor(options.maximumDescriptors),
  });
  return {
    routes: async () => (await routes()).app,
    server: front.server,
    pageAnswered: pageAnswered.promise,
    async close() {
      const retired = front.retire();
      proxy.close();
      // Its websockets would keep the routes open.
      feed.close();
      const loaded = await loading?.catch(() => null);
      await loaded?.app.close();
      await retired;
      loaded?.inner.close();
      front.destroy();
    },
  };
}
