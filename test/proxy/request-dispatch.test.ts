import { setImmediate as nextTurn } from 'node:timers/promises';
import t from 'tap';
import { createLauncherPage } from '../../src/page/launcher-page.ts';
import { createRequestDispatch } from '../../src/proxy/request-dispatch.ts';
import { createTokenDoor, type Door, openDoor } from '../../src/services/door.ts';
import type { Forwarding } from '../../src/wire/forwarding.ts';
import { type OwnAnswer, ownAnswer } from '../../src/wire/own-answer.ts';
import { requestHead } from '../support/request-head.ts';

const toInstance = ownAnswer(200, { 'X-From': 'instance' });
const toPage = ownAnswer(200, { 'X-From': 'page' });
const toOwnRoutes = { own: 'routes' } as unknown as Forwarding;
const log = { debug: () => undefined, warn: () => undefined };

/** Whose daemon has taken over what others began. */
async function dispatch(door = openDoor) {
  const made = dispatchOf(door, Promise.resolve());
  await nextTurn();
  // The own routes are set up for the first who asks.
  await made.ask('/user/a/tm/healthz', { Authorization: 'Bearer the-token' });
  return made;
}

function dispatchOf(door: Door, takenOver: Promise<void>) {
  const handler = createRequestDispatch({
    basePath: '/user/a/tm/',
    trustForwarded: false,
    door,
    proxy: { handles: (url) => url.startsWith('/user/a/tm/proxy/'), handle: () => toInstance },
    inner: async () => ({ forwarding: () => toOwnRoutes }),
    page: {
      ...createLauncherPage({ pageDirectory: '', firstState: () => null }),
      answer: async (_, target) => (target.includes('missing') ? null : toPage),
    },
    takenOver,
    log,
  });
  const ask = (target: string, headers: Record<string, string> = {}, method = 'GET') => {
    const lines = Object.entries({ Host: 'hub', ...headers }).map(([name, value]) => `${name}: ${value}`);
    const head = requestHead(`${method} ${target}`, ...lines);
    return handler.handle(head, { remoteAddress: '127.0.0.1' });
  };
  return { handler, ask };
}
const upgrade = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
};
const codeOf = (answer: unknown) => JSON.parse(String((answer as OwnAnswer).body)).code;
const headersOf = (answer: unknown) => (answer as OwnAnswer).headers.join('\n');

t.test('what is below proxy/ goes to the instances, all else to the own routes', async (t) => {
  const { ask } = await dispatch();
  t.equal(ask('/user/a/tm/proxy/40123/'), toInstance);
  t.equal(ask('/user/a/tm/proxy/40123/ws', upgrade), toInstance, 'whose websockets are their own');
  t.equal(ask('/user/a/tm/api/v1/instances', {}, 'POST'), toOwnRoutes);
  t.equal(ask('/user/a/tm/', {}, 'POST'), toOwnRoutes);
});

t.test('the page and its files are answered without the own routes, but to no other page', async (t) => {
  const { ask } = await dispatch();
  for (const path of ['', '?x=1', 'index.html', 'page.js', 'page.AB12.js.map', 'icons/trame-manager.svg'])
    t.equal(await ask(`/user/a/tm/${path}`), toPage, path);
  t.equal(await ask('/user/a/tm/', {}, 'HEAD'), toPage);
  for (const path of ['page.missing.js', 'icons/..', 'icons/.hidden', 'icons/a/b.svg', 'icons/%2e%2e', 'pagejs'])
    t.equal(await ask(`/user/a/tm/${path}`), toOwnRoutes, path);
  const elsewhere = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors' };
  t.equal(codeOf(await ask('/user/a/tm/page.js', elsewhere)), 'foreign_origin');
  const ofAnApp = {
    'Sec-Fetch-Site': 'same-origin',
    'Sec-Fetch-Mode': 'cors',
    Referer: 'http://hub/user/a/tm/proxy/1/',
  };
  t.equal(codeOf(await ask('/user/a/tm/', ofAnApp)), 'foreign_origin', 'its first state is not for apps');
  const visit = { ...elsewhere, 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
  t.equal(await ask('/user/a/tm/', visit), toPage, 'a link may lead here from anywhere');
});

t.test('what tells of instances waits until they are taken over, the page does not', async (t) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { ask } = dispatchOf(openDoor, promise);
  for (const path of ['', '?x=1', 'page.js', 'page.js.map', 'page.css', 'icons/trame-manager.svg'])
    t.equal(await ask(`/user/a/tm/${path}`), toPage, path);
  const waiting = ['api/v1/instances', 'proxy/40123/', 'healthz', 'open/a1', 'api/page.js', 'list'].map((path) =>
    ask(`/user/a/tm/${path}`),
  );
  for (const answer of waiting) t.type(answer, Promise);
  t.equal(await Promise.race([...waiting, nextTurn('nobody is answered')]), 'nobody is answered');
  resolve();
  const own = Array.from({ length: 4 }, () => toOwnRoutes);
  t.strictSame(await Promise.all(waiting), [toOwnRoutes, toInstance, ...own]);
  t.equal(ask('/user/a/tm/proxy/40123/'), toInstance, 'later ones are sent at once');
});

t.test('an own websocket that nobody answers is refused, and so is one of another site', async (t) => {
  const { ask } = await dispatch();
  for (const path of ['events', 'events?since=3', 'instances/a1/log/follow', 'servers/a1/log/follow?x'])
    t.equal(ask(`/user/a/tm/api/v1/${path}`, upgrade), toOwnRoutes, path);
  for (const path of ['events/', 'eventsx', 'instances/a1/log', 'jobs/1/log/follow', 'instances//log/follow'])
    t.equal(codeOf(ask(`/user/a/tm/api/v1/${path}`, upgrade)), 'not_found', path);
  t.equal(codeOf(ask('/user/a/tm/', upgrade)), 'not_found');
  const elsewhere = { ...upgrade, Origin: 'https://evil' };
  t.equal(codeOf(ask('/user/a/tm/api/v1/events', elsewhere)), 'foreign_origin');
  t.equal(ask('/user/a/tm/api/v1/events', { ...upgrade, Origin: 'https://hub' }), toOwnRoutes);
});

t.test('the door comes before everything', async (t) => {
  const door = createTokenDoor('the-token');
  const { ask } = await dispatch(door);
  for (const path of ['', 'proxy/40123/', 'api/v1/events', 'healthz', 'nothing']) {
    const answer = ask(`/user/a/tm/${path}`);
    t.match(answer, { status: 401 }, path);
    t.match(headersOf(answer), /WWW-Authenticate\nBearer/);
    t.equal(codeOf(answer), 'unauthorized');
    t.equal(
      await ask(`/user/a/tm/${path}`, { Authorization: 'Bearer the-token' }),
      path === '' ? toPage : path.startsWith('proxy') ? toInstance : toOwnRoutes,
    );
  }
  t.match(ask('/user/a/tm/proxy/40123/', upgrade), { status: 401 });
});

t.test('the token of the address becomes a cookie, and leaves the address', async (t) => {
  const door = createTokenDoor('the-token');
  const { ask } = await dispatch(door);
  const answer = ask('/user/a/tm/?token=the-token&x=1');
  t.match(answer, { status: 303 });
  t.match(headersOf(answer), /Location\n\.\/\n/);
  t.match(headersOf(answer), /Cache-Control\nno-store/);
  t.match(headersOf(answer), /Referrer-Policy\nno-referrer/);
  const cookie =
    /Set-Cookie\n([^;]+); Path=\/user\/a\/tm\/; HttpOnly; SameSite=Lax$/m.exec(headersOf(answer))?.[1] ?? '';
  t.notMatch(headersOf(answer), /the-token/);
  t.equal(await ask('/user/a/tm/', { Cookie: cookie }), toPage);
  t.match(ask('/user/a/tm/?token=the-tokem'), { status: 401 });
  t.match(ask('/user/a/tm/proxy/40123/?token=the-token'), { status: 401 }, "it may be the app's own");
});

t.test('a browser that is turned away gets a page', async (t) => {
  const { ask } = await dispatch(createTokenDoor('the-token'));
  const answer = ask('/user/a/tm/', {
    Accept: 'text/html',
    'Sec-Fetch-Mode': 'navigate',
    'Sec-Fetch-Dest': 'document',
  });
  t.match(answer, { status: 401 });
  t.match(String((answer as OwnAnswer).body), /<!doctype html>/i);
});

t.test('what was not taken is told with its code', async (t) => {
  const { handler } = await dispatch();
  for (const [status, code] of [
    [400, 'invalid_request'],
    [408, 'request_timeout'],
    [431, 'head_too_large'],
    [503, 'too_many_connections'],
  ] as const) {
    const answer = handler.refuse(status, 'for a reason');
    t.match(answer, { status });
    t.match(JSON.parse(String(answer.body)), { code, detail: 'The request was not taken: for a reason.' });
  }
  t.match(handler.broken(new Error('secret of the code')), { status: 500 });
  t.notMatch(String(handler.broken(new Error('secret of the code')).body), /secret of the code/);
});
