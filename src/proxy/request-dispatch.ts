import { splitBase } from '../domain/base-path.ts';
import type { ErrorCode } from '../domain/errors.ts';
import { refuseOwnRequest } from '../domain/own-requests.ts';
import { isForeignSocket } from '../domain/request-origin.ts';
import type { Door } from '../services/door.ts';
import { asksForWebsocket, type Forwarding, type Handling } from '../wire/forwarding.ts';
import type { RequestHead } from '../wire/message-head.ts';
import type { OwnAnswer } from '../wire/own-answer.ts';
import type { RefusalStatus, RequestHandler } from '../wire/request-handler.ts';
import { problemAnswer } from './answers.ts';
import { createDoorKeeper } from './door-keeper.ts';
import { failureAnswer, type InstanceProxy } from './instance-proxy.ts';
import type { ProxyLog } from './proxy-log.ts';

export interface DispatchOptions {
  basePath: string;
  trustForwarded: boolean;
  door: Door;
  proxy: Pick<InstanceProxy, 'handles' | 'handle'>;
  /** The daemon's own routes, once they are set up. */
  inner(): Promise<{ forwarding(request: RequestHead): Forwarding }>;
  page: {
    /** True for requests for the launcher page and its files; `target` is below the base. */
    handles(request: RequestHead, target: string): boolean;
    /** Null: there is no such file. */
    answer(request: RequestHead, target: string): Promise<OwnAnswer | null>;
  };
  /** When what other daemons started was found: until then all but the page's own files wait. */
  takenOver: Promise<void>;
  log: ProxyLog;
}

/** Sends each request where it belongs: away from the door, to an instance, to the page, or to the daemon's own routes. */
export function createRequestDispatch(options: DispatchOptions): RequestHandler {
  const { basePath, proxy, page, log } = options;
  const doorKeeper = createDoorKeeper(options);
  let isTakenOver = false;
  const takenOver = options.takenOver.then(() => {
    isTakenOver = true;
  });
  let inner: Awaited<ReturnType<DispatchOptions['inner']>> | null = null;
  return {
    handle(request, client) {
      const turnedAway = doorKeeper(request);
      // The body of a request that is turned away is not waited for.
      if (turnedAway) return turnedAway;
      const { target } = splitBase(request.url, basePath);
      if (page.handles(request, target) && !asksForWebsocket(request)) return sendPage(request, target);
      return isTakenOver ? send(request, client) : takenOver.then(() => send(request, client));
    },
    refuse: (status, reason) => problemAnswer(refusalCodes[status], `The request was not taken: ${reason}.`),
    broken: (error) => failureAnswer(error, log),
  };

  function send(request: RequestHead, client: { remoteAddress: string | undefined }): Handling | Promise<Handling> {
    if (proxy.handles(request.url)) return proxy.handle(request, client);
    return ownUpgradeRefusal(request, options) ?? pass(request);
  }

  /** Also before anything is taken over: without its first state, the page tells nothing of instances. */
  async function sendPage(request: RequestHead, target: string): Promise<Handling> {
    const refusal = refuseOwnRequest(request, options);
    if (refusal !== null) return problemAnswer(refusal.code, refusal.detail);
    return (await page.answer(request, target)) ?? pass(request);
  }

  function pass(request: RequestHead): Handling | Promise<Handling> {
    if (inner !== null) return inner.forwarding(request);
    return options.inner().then((routes) => {
      inner = routes;
      return routes.forwarding(request);
    });
  }

  function ownUpgradeRefusal(request: RequestHead, { trustForwarded }: DispatchOptions): Handling | null {
    if (!asksForWebsocket(request)) return null;
    if (isForeignSocket(request.headers, trustForwarded)) {
      return problemAnswer('foreign_origin', 'This websocket was opened by a page of another site.');
    }
    // One that nobody answers would hang.
    return ownSockets.test(splitBase(request.url, basePath).target)
      ? null
      : problemAnswer('not_found', 'There is no websocket under this address.');
  }
}

const refusalCodes = {
  400: 'invalid_request',
  408: 'request_timeout',
  431: 'head_too_large',
  503: 'too_many_connections',
} satisfies Record<RefusalStatus, ErrorCode>;

const ownSockets = /^\/api\/v1\/(events|(instances|servers)\/[^/?]+\/log\/follow)(\?|$)/;
