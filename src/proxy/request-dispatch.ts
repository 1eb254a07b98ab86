import { splitBase } from '../domain/base-path.ts';
import type { ErrorCode } from '../domain/errors.ts';
import { isForeignSocket } from '../domain/request-origin.ts';
import type { Door } from '../services/door.ts';
import { asksForWebsocket, type Forwarding, type Handling } from '../wire/forwarding.ts';
import type { RequestHead } from '../wire/message-head.ts';
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
  /** The daemon's own routes. */
  inner: { forwarding(request: RequestHead): Forwarding };
  /** When what other daemons started was found: until then all but the page's own files wait. */
  takenOver: Promise<void>;
  log: ProxyLog;
}

/** Sends each request where it belongs: away from the door, to an instance, or to the daemon's own routes. */
export function createRequestDispatch(options: DispatchOptions): RequestHandler {
  const { basePath, proxy, inner, log } = options;
  const doorKeeper = createDoorKeeper(options);
  let isTakenOver = false;
  const takenOver = options.takenOver.then(() => {
    isTakenOver = true;
  });
  return {
    handle(request, client) {
      const turnedAway = doorKeeper(request);
      // The body of a request that is turned away is not waited for.
      if (turnedAway) return turnedAway;
      if (isTakenOver || isOfPage(splitBase(request.url, basePath).target)) return send(request, client);
      return takenOver.then(() => send(request, client));
    },
    refuse: (status, reason) => problemAnswer(refusalCodes[status], `The request was not taken: ${reason}.`),
    broken: (error) => failureAnswer(error, log),
  };

  function send(request: RequestHead, client: { remoteAddress: string | undefined }): Handling | Promise<Handling> {
    if (proxy.handles(request.url)) return proxy.handle(request, client);
    return ownUpgradeRefusal(request, options) ?? inner.forwarding(request);
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

/** The launcher page and its files, which tell nothing of instances. */
function isOfPage(target: string): boolean {
  return pageFiles.test(target);
}
const pageFiles = /^\/(page\.[A-Za-z0-9.]+|icons\/[^?]*)?(\?|$)/;

const refusalCodes = {
  400: 'invalid_request',
  408: 'request_timeout',
  431: 'head_too_large',
  503: 'too_many_connections',
} satisfies Record<RefusalStatus, ErrorCode>;

const ownSockets = /^\/api\/v1\/(events|(instances|servers)\/[^/?]+\/log\/follow)(\?|$)/;
