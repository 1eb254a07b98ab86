import { splitBase } from '../domain/base-path.ts';
import { errorCatalogue } from '../domain/errors.ts';
import type { Door } from '../services/door.ts';
import type { RequestHead } from '../wire/message-head.ts';
import { type OwnAnswer, ownAnswer } from '../wire/own-answer.ts';
import { refusalAnswer } from './answers.ts';

/** Stands before everything the server answers: null lets a request in, an answer turns it away. */
export type DoorKeeper = (request: RequestHead) => OwnAnswer | null;

/** What who has no token is told. */
const doorClosed = 'This daemon listens on TCP, where every request needs its token.';

export function createDoorKeeper({ door, basePath }: { door: Door; basePath: string }): DoorKeeper {
  return (request) => {
    const { target } = splitBase(request.url, basePath);
    const [path = '/', query = ''] = target.split(/\?(.*)/s);
    const answer = door.check(request.method, path, query, request.headers);
    if (answer === 'open') return null;
    return answer === 'token' ? leadToCleanUrl(basePath, door) : turnAway(request);
  };
}

/** The token stays neither in the address bar nor in a referrer. */
function leadToCleanUrl(basePath: string, door: Door): OwnAnswer {
  return ownAnswer(303, {
    Location: './',
    'Set-Cookie': door.cookie(basePath, false),
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
  });
}

function turnAway(request: RequestHead): OwnAnswer {
  const { title, hint } = errorCatalogue.unauthorized;
  const answer = refusalAnswer(request, {
    code: 'unauthorized',
    detail: doorClosed,
    page: { title, paragraphs: [hint], log: [], action: null, link: null, refreshSeconds: null },
  });
  return { ...answer, headers: [...answer.headers, 'WWW-Authenticate', 'Bearer'] };
}
