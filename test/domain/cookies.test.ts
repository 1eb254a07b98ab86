import fc from 'fast-check';
import t from 'tap';
import {
  filterCookies,
  isDaemonCookie,
  isWithheldCookie,
  parseCookies,
  parseSetCookie,
  rewriteSetCookie,
} from '../../src/domain/cookies.ts';

t.test('cookies are read as they stand', async (t) => {
  t.strictSame(parseCookies('a=1;b="x=y" ; c=;;d'), [
    { name: 'a', value: '1' },
    { name: 'b', value: '"x=y"' },
    { name: 'c', value: '' },
    { name: '', value: 'd' },
  ]);
});

t.test('a header that loses nothing stays byte for byte', async () => {
  fc.assert(fc.property(fc.string(), (header) => filterCookies(header, () => true) === header));
});

t.test('only the refused pairs go', async (t) => {
  t.equal(
    filterCookies('a=1;_xsrf=2;  b=3', (pair) => pair.name !== '_xsrf'),
    'a=1; b=3',
  );
  t.equal(
    filterCookies('_xsrf=2', () => false),
    null,
  );
});

t.test("credentials of the hub, Jupyter and the daemon are withheld, an app's own cookies are not", async (t) => {
  for (const name of [
    'jupyterhub-session-id',
    'jupyterhub-user-a',
    'jupyterhub-hub-login',
    '_xsrf',
    'username-localhost-8888',
    'trame_manager_door',
    'trame_manager_open_x',
    'JupyterHub-User-A',
    '__Host-jupyterhub-user-a',
    '__Secure-_xsrf',
  ]) {
    t.equal(isWithheldCookie(name), true, name);
  }
  for (const name of ['session', '_xsrf2', 'username', 'my_xsrf', 'jupyter', '__Host-session', 'x__Host-_xsrf'])
    t.equal(isWithheldCookie(name), false, name);
  t.equal(isDaemonCookie('trame_manager_open_x'), true);
  t.equal(isDaemonCookie('_xsrf'), false);
});

const prefix = '/user/A%20b/proxy/7/';
for (const [from, to] of [
  ['a=1; Path=/', `a=1; Path=${prefix}`],
  ['a=1; Path=/x/y; HttpOnly', `a=1; Path=${prefix}x/y; HttpOnly`],
  ['a=1;path=/x ;Domain=example.org;Secure', `a=1;path=${prefix}x;Secure`],
  ['a=1; Domain=.example.org', 'a=1'],
  ['a=1; domain; DOMAIN =x', 'a=1'],
  ['a=1; Subdomain=x; Domains=y; xpath=/; paths=/', 'a=1; Subdomain=x; Domains=y; xpath=/; paths=/'],
  [`a=1; Path=${prefix}`, `a=1; Path=${prefix}`],
  [`a=1; Path=${prefix.slice(0, -1)}`, `a=1; Path=${prefix.slice(0, -1)}`],
  [`a=1; Path=${prefix}x`, `a=1; Path=${prefix}x`],
  ['a=1', 'a=1'],
  ['a=1; Path=', 'a=1; Path='],
  ['a="Path=/"; SameSite=None', 'a="Path=/"; SameSite=None'],
  ['a=1; Expires=Wed, 21 Oct 2037 07:28:00 GMT; Path=/', `a=1; Expires=Wed, 21 Oct 2037 07:28:00 GMT; Path=${prefix}`],
] as const) {
  t.test(`Set-Cookie "${from}" is kept to the prefix`, async (t) => {
    t.equal(rewriteSetCookie(from, prefix), to);
  });
}

t.test('what a Set-Cookie sets', async (t) => {
  t.strictSame(parseSetCookie('_xsrf=2|a|b; Path=/'), { name: '_xsrf', value: '2|a|b' });
  t.strictSame(parseSetCookie(''), { name: '', value: '' });
  t.strictSame(parseSetCookie('x'), { name: '', value: 'x' });
  t.strictSame(parseSetCookie('=_xsrf=1; Path=/'), { name: '_xsrf', value: '1' }, 'a nameless one, as it comes back');
  t.strictSame(parseSetCookie('==a=1'), { name: '', value: 'a=1' });
});

t.test('blanks without end within an attribute cost nothing', async (t) => {
  // Read again from each of them, they would take minutes.
  const blanks = ' '.repeat(400_000);
  t.equal(rewriteSetCookie(`a=1; path=/x${blanks}y`, '/p/'), `a=1; path=/p/x${blanks}y`);
  t.equal(rewriteSetCookie(`a=1; path=${blanks}/x${blanks}`, '/p/'), `a=1; path=${blanks}/p/x`);
});
