import t from 'tap';
import { createTokenDoor, openDoor } from '../../src/services/door.ts';

const door = createTokenDoor('the token');
const cookieOf = (setCookie: string) => setCookie.split(';')[0] ?? '';

t.test('a bearer token opens, a wrong one does not', async (t) => {
  const opaque = createTokenDoor('abc');
  t.equal(opaque.check('POST', '/api/v1/apps', '', { authorization: 'Bearer abc' }), 'open');
  t.equal(opaque.check('POST', '/api/v1/apps', '', { authorization: 'bearer abc' }), 'open');
  t.equal(opaque.check('GET', '/', '', { authorization: 'Bearer abd' }), 'closed');
  t.equal(opaque.check('GET', '/', '', { authorization: 'Basic abc' }), 'closed');
  t.equal(opaque.check('GET', '/healthz', '', {}), 'closed');
});

t.test('the token of the URL opens the page only, and gives a cookie that opens everything', async (t) => {
  t.equal(door.check('GET', '/', 'token=the%20token', {}), 'token');
  t.equal(door.check('GET', '/', 'token=other', {}), 'closed');
  t.equal(door.check('GET', '/api/v1/apps', 'token=the%20token', {}), 'closed');
  t.equal(door.check('POST', '/', 'token=the%20token', {}), 'closed');
  const cookie = door.cookie('/a/', true);
  t.match(cookie, /; Path=\/a\/; HttpOnly; SameSite=Lax; Secure$/);
  t.notMatch(cookie, /the.token/, 'the cookie does not hold the token');
  t.equal(door.check('POST', '/api/v1/apps', '', { cookie: `x=1; ${cookieOf(cookie)}` }), 'open');
});

t.test('the cookie of another token is refused', async (t) => {
  const other = cookieOf(createTokenDoor('other').cookie('/', false));
  t.equal(door.check('GET', '/', '', { cookie: other }), 'closed');
  t.equal(
    door.check('GET', '/', '', { cookie: `${other}; ${cookieOf(door.cookie('/', false))}` }),
    'open',
    'beside ours',
  );
  t.not(other.split('=')[0], cookieOf(door.cookie('/', false)).split('=')[0], 'a browser keeps both');
});

t.test('the door of the unix socket is open', async (t) => {
  t.equal(openDoor.check('GET', '/', '', {}), 'open');
});
