import t from 'tap';
import { isForeign, isForeignSocket } from '../../src/domain/request-origin.ts';

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
