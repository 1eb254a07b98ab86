import fc from 'fast-check';
import t from 'tap';
import { type OwnHosts, rewriteLocation } from '../../src/proxy/location.ts';
import type { ProxyTarget } from '../../src/proxy/proxy-target.ts';

const base = '/user/Al%20b/tm/';
const hosts: OwnHosts = {
  instance: ['127.0.0.1:40123', 'localhost:40123'],
  public: ['hub.example', 'hub.example:8000'],
};

function target(rest: string, absolute = false): ProxyTarget {
  const prefix = `${base}proxy/${absolute ? 'absolute/' : ''}40123/`;
  return { base, prefix, rest, absolute } as ProxyTarget;
}

const cases: [location: string, rest: string, expected: string][] = [
  ['/?k=1', '/', './?k=1'],
  ['/', '/', './'],
  ['/login?next=/a', '/', './login?next=/a'],
  ['/login', '/x/y?z=/w', '../login'],
  ['/login', '/x/y/', '../../login'],
  ['/a:b', '/x', './a:b'],
  ['//x', '/', '//x'],
  [`${base}proxy/40123/login`, '/x/y', '../login'],
  [`${base}proxy/40123?k`, '/x/y', '../?k'],
  ['/user/Al b/tm/proxy/40123/login'.replace(' ', '%20'), '/', './login'],
  ['login', '/x/y', 'login'],
  ['../login', '/x/y', '../login'],
  ['?k=1', '/x', '?k=1'],
  ['', '/x', ''],
  ['http://127.0.0.1:40123/login#f', '/x/y', '../login#f'],
  ['HTTP://LOCALHOST:40123', '/x', './'],
  ['//127.0.0.1:40123/login', '/x', './login'],
  ['https://hub.example/login', '/x', './login'],
  ['https://hub.example:443/login', '/x', './login'],
  [`https://hub.example${base}proxy/40123/login`, '/x', './login'],
  [`https://hub.example${base}`, '/x', `https://hub.example${base}`],
  ['https://other.example/login', '/x', 'https://other.example/login'],
  ['//other.example/login', '/x', '//other.example/login'],
  ['http://127.0.0.1:40124/', '/x', 'http://127.0.0.1:40124/'],
  ['mailto:a@b', '/x', 'mailto:a@b'],
];

for (const [location, rest, expected] of cases) {
  t.test(`Location "${location}" for ${rest} becomes "${expected}"`, async (t) => {
    t.equal(rewriteLocation(location, target(rest), hosts), expected);
  });
}

t.test('an app that gets its full path means what it says', async (t) => {
  t.equal(rewriteLocation(`${base}proxy/absolute/40123/login`, target('/x/y', true), hosts), '../login');
  t.equal(rewriteLocation('/hub/login', target('/x', true), hosts), '../../../../../../hub/login');
});

t.test('a rewritten path resolves to where it belongs, wherever the request was', async (t) => {
  const segment = fc.stringMatching(/^[a-z:.~-]{0,6}$/).filter((text) => text !== '.' && text !== '..');
  const path = fc.array(segment, { maxLength: 5 }).map((segments) => `/${segments.join('/')}`);
  fc.assert(
    fc.property(
      path.filter((text) => !text.startsWith('//')),
      path,
      (location, rest) => {
        const prefix = `${base}proxy/40123`;
        const resolved = new URL(rewriteLocation(location, target(rest), hosts), `http://h${prefix}${rest}`);
        return resolved.href === `http://h${prefix}${location}`;
      },
    ),
  );
  t.pass();
});
