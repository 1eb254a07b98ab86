import t from 'tap';
import { isForeign, isForeignSocket, isFromInstance, isVisit } from '../../src/domain/request-origin.ts';

t.test('Sec-Fetch-Site decides where the browser sends it', async (t) => {
  t.equal(isForeign({ 'sec-fetch-site': 'same-origin', origin: 'http://evil' }, false), false);
  t.equal(isForeign({ 'sec-fetch-site': 'none' }, false), false);
  for (const site of ['cross-site', 'same-site', 'anything'])
    t.equal(isForeign({ 'sec-fetch-site': site }, false), true, site);
});

t.test('without it the origin has to be the host asked', async (t) => {
  t.equal(isForeign({ host: 'hub:8000' }, false), false, 'a client that is no browser');
  t.equal(isForeign({ host: 'hub:8000', origin: 'https://hub:8000' }, false), false);
  t.equal(isForeign({ host: 'hub:8000', origin: 'https://HUB:8000' }, false), false);
  t.equal(isForeign({ host: 'hub:8000', origin: 'https://hub' }, false), true);
  t.equal(isForeign({ host: 'hub:8000', origin: 'http://hub:8000' }, false), false);
  for (const origin of ['xhttps://hub:8000', 'file://hub:8000', 'https://hub:8000/a', 'hub:8000', ''])
    t.equal(isForeign({ host: 'hub:8000', origin }, false), true, `"${origin}" is no origin of it`);
  t.equal(isForeign({ host: 'hub', origin: 'null' }, false), true, 'a sandboxed page');
  t.equal(isForeign({ origin: 'null' }, false), true);
  t.equal(isForeign({ origin: 'https://hub.evil' }, false), true);
});

t.test('a forwarded host counts only where it is trusted', async (t) => {
  const headers = { host: 'localhost', 'x-forwarded-host': 'hub', origin: 'https://hub' };
  t.equal(isForeign(headers, true), false);
  t.equal(isForeign(headers, false), true);
});

t.test('for a websocket a foreign origin is never let in', async (t) => {
  t.equal(isForeignSocket({ 'sec-fetch-site': 'same-origin', host: 'hub', origin: 'https://evil' }, false), true);
  t.equal(isForeignSocket({ 'sec-fetch-site': 'cross-site', host: 'hub' }, false), true);
  t.equal(isForeignSocket({ 'sec-fetch-site': 'same-origin', host: 'hub', origin: 'https://hub' }, false), false);
  t.equal(isForeignSocket({ host: 'hub' }, false), false);
});

t.test('a visit is an address that is opened in a tab', async (t) => {
  const visit = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  t.equal(isVisit('GET', visit), true);
  t.equal(isVisit('HEAD', visit), true);
  t.equal(isVisit('GET', { 'sec-fetch-mode': 'navigate' }), true);
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) t.equal(isVisit(method, visit), false, method);
});

t.test('frames, pictures and calls of scripts are no visits, whatever they accept', async (t) => {
  const accept = 'text/html';
  for (const dest of ['iframe', 'frame', 'embed', 'object', 'empty', '']) {
    t.equal(isVisit('GET', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': dest, accept }), false, dest);
  }
  for (const mode of ['cors', 'no-cors', 'same-origin', 'websocket', '']) {
    t.equal(isVisit('GET', { 'sec-fetch-mode': mode, 'sec-fetch-dest': 'document', accept }), false, mode);
  }
});

t.test('a browser that says nothing of it is believed what it accepts', async (t) => {
  t.equal(isVisit('GET', { accept: 'application/xml, Text/HTML' }), true);
  t.equal(isVisit('GET', { accept: '*/*' }), false);
  t.equal(isVisit('GET', {}), false);
  t.equal(isVisit('POST', { accept: 'text/html' }), false);
});

t.test('the page of an instance is known by its address below proxy/', async (t) => {
  for (const [referer, base] of [
    ['http://hub/proxy/40123/', '/'],
    ['https://hub:8000/user/a/tm/proxy/40123/x?y', '/user/a/tm/'],
    ['HTTP://hub/user/%61/tm/proxy/absolute/40123/', '/user/a/tm/'],
    ['http://hub/user/a/tm/proxy/n1:40123/#top', '/user/a/tm/'],
  ] as const) {
    t.equal(isFromInstance(referer, base), true, referer);
  }
});

t.test('the launcher page, other programs and other sites’ pages are no instance', async (t) => {
  for (const referer of [
    undefined,
    '',
    'http://hub',
    'http://hub/user/a/tm/',
    'http://hub/user/a/tm/proxies',
    'http://hub/user/b/tm/proxy/40123/',
    'http://hub/proxy/40123/',
    'http://hub/#/user/a/tm/proxy/40123/',
    'http://hub/?/user/a/tm/proxy/40123/',
    'ftp://hub/user/a/tm/proxy/40123/',
    'see http://hub/user/a/tm/proxy/40123/',
  ]) {
    t.equal(isFromInstance(referer, '/user/a/tm/'), false, String(referer));
  }
});
