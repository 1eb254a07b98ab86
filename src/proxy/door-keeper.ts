import type { IncomingMessage, ServerResponse } from 'node:http';
import { splitBase } from '../domain/base-path.ts';
import { errorCatalogue } from '../domain/errors.ts';
import type { Door } from '../services/door.ts';
import { answerRefusal } from './answers.ts';

/** Stands before everything the server answers. */
export interface DoorKeeper {
  /** True: go on. False: it has been answered. */
  admit(request: IncomingMessage, response: ServerResponse): boolean;
  /** For upgrades, which are answered elsewhere. */
  isOpen(request: IncomingMessage): boolean;
}

/** What who has no token is told. */
export const doorClosed = 'This daemon listens on TCP, where every request needs its token.';

export function createDoorKeeper({ door, basePath }: { door: Door; basePath: string }): DoorKeeper {
  const ask = (request: IncomingMessage) => {
    const { target } = splitBase(request.url ?? '/', basePath);
    const [path = '/', query = ''] = target.split(/\?(.*)/s);
    return door.check(request.method ?? 'GET', path, query, request.headers);
  };
  return {
    isOpen: (request) => ask(request) === 'open',
    admit(request, response) {
      const answer = ask(request);
      if (answer === 'open') return true;
      if (answer === 'token') leadToCleanUrl(response, basePath, door);
      else turnAway(request, response);
      return false;
    },
  };
}

/** The token stays neither in the address bar nor in a referrer. */
function leadToCleanUrl(response: ServerResponse, basePath: string, door: Door): void {
  response
    .writeHead(303, {
      location: './',
      'set-cookie': door.cookie(basePath, false),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    })
    .end();
}

function turnAway(request: IncomingMessage, response: ServerResponse): void {
  const { title, hint } = errorCatalogue.unauthorized;
  response.setHeader('WWW-Authenticate', 'Bearer');
  // The body of a request that is turned away is not waited for.
  response.setHeader('Connection', 'close');
  answerRefusal(request, response, {
    code: 'unauthorized',
    detail: doorClosed,
    page: { title, paragraphs: [hint], log: [], action: null, link: null, refreshSeconds: null },
  });
}
