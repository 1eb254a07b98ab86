import type { Way } from './three-ways.ts';

/** Where jupyter-server-proxy and the daemon do not do the same with a request or a websocket, and why. */
export interface KnownDifference extends Record<Exclude<Way, 'chain'>, unknown> {
  what: string;
  /** What comes of it through jupyter-server-proxy and then the daemon, where that is not the daemon's own. */
  chain?: unknown;
  /** The row of docs/proxy.md that tells of it. */
  row: string;
}

const credentials = 'credentials of Jupyter, the hub and the daemon';
const paths = 'paths and queries';
const names = 'case and order of header names';
const bodies = 'requests with or without a body';
const trailers = 'trailers';
const location = '`Location`';
const forwarded = '`X-Forwarded-*`';
const ofTheConnection = 'headers that `Connection` names';
const workers = '`Service-Worker-Allowed`';
const broken = 'an app that does not answer, or breaks off';
const closes = 'close codes of websockets';
const messages = 'websocket messages over 10 MB';

/** One of the two changes it on its way: `chain` is what arrives where both are passed. */
function hop(row: string, what: string, daemon: unknown, jupyter: unknown, chain = jupyter): KnownDifference {
  return { row, what, daemon, jupyter, chain };
}

/** The daemon does otherwise on purpose, and does so behind jupyter-server-proxy too. */
function ours(row: string, what: string, daemon: unknown, jupyter: unknown): KnownDifference {
  return { row, what, daemon, jupyter };
}

export const knownDifferences: KnownDifference[] = [
  hop(paths, '`%2F` and other escapes in a path', '/a%2Fb%3Fc%23d', '/a/b?c'),
  hop(paths, '`%zz` in a path', '/%zz', '/%25zz'),
  hop(paths, '`"<>\\^{}` in a path', '/"<>\\^`{|}', '/%22%3C%3E%5C%5E%60%7B%7C%7D'),
  hop(paths, 'escaped letters in a path', '/%61%C3%A9', '/a%C3%A9'),
  hop(paths, 'raw bytes beyond ASCII in a path', '/\xc3\xa9', '/%C3%83%C2%A9'),
  hop(paths, 'a `?` without a query', '/a?', '/a'),
  hop(paths, 'escapes in a query', '/a?k=%2F&l=+%zz#x', '/a?k=%2F&l=+%zz'),
  hop(bodies, 'GET with a body', 'abc', 500),
  hop(bodies, 'PATCH without a body', 'PATCH', 500),
  hop(bodies, 'a body in chunks', 'in chunks', 'abc'),
  hop('sizes', 'an upload of 600 MB, announced', '600000000', 400),
  hop('sizes', 'answers over 100 MB', [200, true], [599, false]),
  hop('methods', 'PROPFIND without a body', 'PROPFIND', 405),
  hop('methods', 'QUERY without a body', 'QUERY', 405),
  hop(trailers, 'trailers of a request', ['X-Sum', true], 400),
  hop(trailers, '`TE: trailers`', 'trailers', null),
  ours(trailers, 'trailers of an answer', [200, null], [599, null]),
  hop('early hints', '103 Early Hints', [[103], 200, 'ok'], [[], 200, 'ok']),
  hop(names, 'case of header names', 'x-oNe', 'X-One'),
  hop(names, 'case and order of the answer’s headers', ['x-b', 'X-A', 'x-b'], ['X-B', 'X-B', 'X-A']),
  hop(ofTheConnection, 'headers that `Connection` names', null, '1'),
  hop(
    'headers that are made up',
    'a request without `Accept-Encoding` and `User-Agent`',
    [null, null],
    [null, 'Tornado/6.6.1'],
  ),
  hop('headers that are made up', 'an answer without an `ETag`', 'gets none', 'gets one'),
  hop('HEAD', 'HEAD with its `Content-Length`', [200, '1234'], [200, '0']),
  ours(credentials, '`Authorization`', 'removed', 'reaches the app'),
  ours(credentials, 'cookies of Jupyter and the daemon', 'own=1', 'own=1; _xsrf=jupyters; trame_manager_open_…'),
  ours(credentials, '`X-XSRFToken`', null, 'jupyters'),
  ours(credentials, '`Referer` of another page', 'http://127.0.0.1/', 'http://127.0.0.1/base/lab?token=x'),
  ours(workers, '`Service-Worker-Allowed`', 'PREFIX/', '/'),
  ours(
    '`Strict-Transport-Security` and their like',
    'headers for the whole host',
    [undefined, undefined],
    ['max-age=9', '"*"'],
  ),
  ours(forwarded, '`X-Forwarded-For` of the client', ['127.0.0.1', null], ['6.6.6.6', '6.6.6.6']),
  ours(forwarded, '`X-Forwarded-Proto`, `-Host`', ['http', '127.0.0.1:8888'], [null, null]),
  ours(forwarded, '`X-Forwarded-Prefix` of a websocket', 'PREFIX', undefined),
  ours(
    '`Set-Cookie`',
    '`Set-Cookie`, several',
    'a=1; Path=PREFIX/ | b=2; Path=PREFIX/x',
    'a=1; Path=/ | b=2; Path=/x; Domain=h',
  ),
  ours(location, 'a `Location` that is a path', '../login?k=1', 'PREFIX/login?k=1'),
  ours(location, 'a `Location` with the prefix already', '../login', 'PREFIXPREFIX/login'),
  ours(location, 'a `Location` with the app’s own address', '../login', 'http://127.0.0.1:…/login'),
  hop(broken, 'an answer that breaks off', [200, 'broken off'], [599, 'whole']),
  ours(broken, 'an app that does not answer', 502, 599),
  ours('pages of other sites', 'a request of another site', 403, 'reaches the app'),
  hop('events', 'events, with another `Accept` than theirs', 'as they come', 'at the end'),
  hop('subprotocols', 'the subprotocol that is chosen', 'two', 'one'),
  hop('upgrades that are refused', 'an upgrade that is refused', '409 sorry', 'opened, then closed: 1006'),
  ours('compression of websockets', 'compression offered to the app', false, true),
  hop(closes, 'close code and reason of the app', '4001 enough', '1005 '),
  hop(closes, 'close code and reason of the client', '4002 bye', '1005 '),
  hop(messages, 'a message of 11 MB to the client', 'arrives', 'is lost'),
  hop(messages, 'a message of 11 MB to the app', 'arrives', 'is lost'),
];
