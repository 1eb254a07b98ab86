import fc from 'fast-check';
import t from 'tap';
import { isProxyTarget, parseProxyPath, proxyPrefix, queryOf } from '../../src/domain/proxy-path.ts';

t.test('the four forms are told apart, the rest kept byte for byte', async (t) => {
  t.strictSame(parseProxyPath('/proxy/40123/a%2Fb//c;d%00?x=%2f#y'), {
    absolute: false,
    host: null,
    number: 40_123,
    name: '40123',
    rest: '/a%2Fb//c;d%00?x=%2f#y',
    query: '?x=%2f#y',
  });
  t.match(parseProxyPath('/proxy/absolute/7/'), { absolute: true, host: null, number: 7, rest: '/' });
  t.match(parseProxyPath('/proxy/n-1.site:7/x'), { absolute: false, host: 'n-1.site', number: 7, name: 'n-1.site:7' });
  t.match(parseProxyPath('/proxy/absolute/n1:7/x'), { absolute: true, host: 'n1', number: 7, rest: '/x' });
  t.match(parseProxyPath('/proxy/[fe80::1]:7/x'), { host: '[fe80::1]', number: 7 });
  t.match(parseProxyPath('/proxy/7//'), { rest: '//' });
  t.match(parseProxyPath('/proxy/7/?'), { rest: '/?', query: '?' });
});

t.test('a missing slash is told from an empty rest', async (t) => {
  t.match(parseProxyPath('/proxy/7'), { number: 7, rest: null, query: '' });
  t.match(parseProxyPath('/proxy/7?a/b'), { number: 7, rest: null, query: '?a/b' });
});

for (const target of [
  '/proxy/',
  '/proxy/x/',
  '/proxy/0/',
  '/proxy/007/',
  '/proxy/65536/',
  '/proxy/123456/',
  '/proxy/1x/',
  '/proxy/-1/',
  '/proxy/absolute/',
  '/proxy/absolute/x/',
  '/proxy/:80/',
  '/proxy/a b:80/',
  '/proxy/u@h:80/',
  '/proxy/h:/',
  '/proxy/%34/',
  '/Proxy/1/',
  '/x/proxy/1/',
  '//proxy/1/',
]) {
  t.test(`${target} names no instance`, async (t) => {
    t.equal(parseProxyPath(target), null);
  });
}

t.test('any rest comes back as it was, and the public path begins with its prefix', async () => {
  const rests = fc.string({ unit: 'binary' }).map((text) => `/${text}`);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 65_535 }),
      fc.boolean(),
      fc.constantFrom('', 'n1:'),
      rests,
      (number, absolute, host, rest) => {
        const target = `/proxy/${absolute ? 'absolute/' : ''}${host}${number}${rest}`;
        const path = parseProxyPath(target);
        return path?.rest === rest && path.number === number && `${proxyPrefix('/', path)}${rest.slice(1)}` === target;
      },
    ),
  );
});

t.test('the proxy claims everything below /proxy/', async (t) => {
  t.equal(isProxyTarget('/proxy/x'), true);
  t.equal(isProxyTarget('/proxy'), false);
  t.equal(isProxyTarget('/api/proxy/1/'), false);
});

t.test('the query begins at the first question mark', async (t) => {
  t.strictSame(['/a?b?c', '/a?', '/a'].map(queryOf), ['?b?c', '?', '']);
});
