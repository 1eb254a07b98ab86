import { createHash, timingSafeEqual } from 'node:crypto';
import { parseCookies } from '../domain/cookies.ts';

/** What the door says of a request: let in, turn away, or let in by the URL's token (and give the browser a cookie). */
export type DoorAnswer = 'open' | 'closed' | 'token';

export interface Door {
  /** `url` is the request target; "token" is answered only for a GET of the page itself. */
  check(method: string, path: string, query: string, headers: { authorization?: string; cookie?: string }): DoorAnswer;
  /** The Set-Cookie value for a browser that showed the token. */
  cookie(basePath: string, secure: boolean): string;
  /** Of that cookie; null: there is none. */
  readonly cookieName: string | null;
}

/** The door of the unix socket: who could open it is the user. */
export const openDoor: Door = { check: () => 'open', cookie: () => '', cookieName: null };

/**
 * The door of TCP mode. The cookie holds a digest of the token, so that a stolen cookie jar does not give away the
 * token that scripts use.
 */
export function createTokenDoor(token: string): Door {
  const cookieValue = digest(`cookie ${token}`);
  // Of its own for each token: cookies know no ports, and two daemons of one host would else log each other out.
  const cookieName = `trame_manager_door_${digest(`name ${token}`).slice(0, 8)}`;
  const isToken = comparison(token);
  const isCookie = comparison(cookieValue);
  return {
    cookieName,
    check(method, path, query, headers) {
      const bearer = /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
      if (bearer !== undefined && isToken(bearer)) return 'open';
      if (path === '/' && (method === 'GET' || method === 'HEAD')) {
        const given = new URLSearchParams(query).get('token');
        if (given !== null && isToken(given)) return 'token';
      }
      return cookieValues(headers.cookie, cookieName).some(isCookie) ? 'open' : 'closed';
    },
    cookie: (basePath, secure) =>
      `${cookieName}=${cookieValue}; Path=${basePath}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`,
  };
}

function cookieValues(header = '', wanted: string): string[] {
  return parseCookies(header)
    .filter(({ name }) => name === wanted)
    .map(({ value }) => value);
}

function digest(text: string): string {
  return createHash('sha256').update(`trame-manager ${text}`).digest('base64url');
}

/** Compares in a time that tells nothing but the length. */
function comparison(secret: string): (given: string) => boolean {
  const bytes = Buffer.from(secret);
  return (given) => {
    const other = Buffer.from(given);
    return other.length === bytes.length && timingSafeEqual(other, bytes);
  };
}
