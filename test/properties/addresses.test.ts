import fc from 'fast-check';
import t from 'tap';
import { splitBase } from '../../src/domain/base-path.ts';
import { findLaunchToken, removeLaunchToken } from '../../src/domain/launch-token.ts';
import { parseProxyPath, proxyName, proxyPrefix } from '../../src/domain/proxy-path.ts';
import { passedReferer } from '../../src/domain/referer.ts';
import { linkUrl, resolveTarget } from '../../src/proxy/proxy-target.ts';
import { runs } from '../support/property-runs.ts';
import { anInstance } from '../support/proxy-fixture.ts';

const piece = fc.constantFrom(
  ...[
    '/',
    '//',
    '..',
    '.',
    '%2e%2e',
    '%2F',
    '%00',
    '%',
    '%zz',
    '\\',
    '?',
    '&',
    '=',
    '#',
    ';',
    ':',
    '@',
    ' ',
    '\t',
    '\u00e9',
  ],
  ...[
    'proxy',
    'absolute',
    '40123',
    '040123',
    '65536',
    'n1',
    'n1:40123',
    '[::1]',
    'launch_token',
    'launch%5Ftoken',
    'T',
    'base',
    'a b',
  ],
);
const target = fc
  .array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 12 })
  .map((parts) => `/${parts.join('')}`);
const base = fc.constantFrom('/', '/base/', '/user/alice%20b/tm/', '/a/proxy/40123/');

t.test('any target means a listed instance as it is written, or nothing', async (t) => {
  const instances = {
    findByNumber: (host: string | null, number: number) =>
      (host === null || host === 'n1') && number === 40_123
        ? anInstance(40_123, { kind: 'tcp', host: '127.0.0.1', port: 1 })
        : null,
  };
  fc.assert(
    fc.property(
      fc.oneof(
        target,
        target.map((text) => `/proxy/40123${text}`),
      ),
      base,
      (url, basePath) => {
        const resolved = resolveTarget(url, basePath, instances);
        if (resolved.kind === 'unknown') return true;
        if (resolved.kind === 'add_slash') return !/^[a-z]+:|^\/\//i.test(resolved.location);
        const { upstreamPath, prefix, rest, name } = resolved.target;
        return (
          findLaunchToken(upstreamPath) === null &&
          upstreamPath.startsWith('/') &&
          rest.startsWith('/') &&
          prefix.endsWith(`/${name}/`) &&
          /^(?:n1:)?40123$/.test(name) &&
          url.endsWith(rest)
        );
      },
    ),
    runs(2000),
  );
  t.pass();
});

t.test('the address of an instance leads back to it', async (t) => {
  const host = fc.option(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/), { nil: null });
  fc.assert(
    fc.property(host, fc.integer({ min: 1, max: 65_535 }), fc.boolean(), target, (pathHost, number, absolute, rest) => {
      const name = proxyName({ number, job: { path_host: pathHost } });
      const path = proxyPrefix('/', { absolute, name }) + rest.slice(1);
      const read = parseProxyPath(path);
      return read?.number === number && read.host === pathHost && read.absolute === absolute && read.rest === rest;
    }),
    runs(1000),
  );
  t.pass();
});

t.test('a link carries its token through any page of the app, and the app never gets it', async (t) => {
  const page = fc.stringMatching(/^\/(?:[!"$-.0-[\]-~][!"$-[\]-~]{0,30})?$/);
  const token = fc.stringMatching(/^[A-Za-z0-9_-]{43}$/);
  fc.assert(
    fc.property(base, page, token, (basePath, openPath, secret) => {
      fc.pre(findLaunchToken(openPath) === null);
      const url = linkUrl(basePath, { number: 40_123, absolute_url: false, open_path: openPath, job: null }, secret);
      const below = splitBase(url, basePath).target;
      const { rest } = parseProxyPath(below) ?? {};
      return findLaunchToken(url) === secret && rest != null && removeLaunchToken(rest) === openPath;
    }),
    runs(1000),
  );
  t.pass();
});

t.test('a token is gone from any address after its removal, and all else is there', async (t) => {
  fc.assert(
    fc.property(target, fc.stringMatching(/^[\w-]{0,20}$/), (url, secret) => {
      const [path = '', query] = url.split('?', 2);
      const with_ = `${path}?launch_token=${secret}${query === undefined ? '' : `&${query}`}`;
      const cleaned = removeLaunchToken(with_);
      return findLaunchToken(cleaned) === null && removeLaunchToken(cleaned) === cleaned;
    }),
    runs(1000),
  );
  t.pass();
});

t.test('of any Referer an app gets the origin, or one of its own pages', async (t) => {
  const referer = fc.oneof(
    target.map((path) => `https://h.example${path}`),
    fc.string({ maxLength: 30 }),
  );
  fc.assert(
    fc.property(referer, base, (text, basePath) => {
      const passed = passedReferer(text, basePath, 40_123);
      if (passed === null) return true;
      const url = new URL(passed);
      return findLaunchToken(passed) === null && (`${url.pathname}${url.search}` === '/' || passed.includes('40123'));
    }),
    runs(1000),
  );
  t.pass();
});
