import t from 'tap';
import { emptyAccess, readAccess, sessionCookieName } from '../../src/domain/access.ts';

t.test('what is not an access file reads as an empty one', async (t) => {
  for (const value of [null, 1, 'x', [], {}, { version: 2, links: [], sessions: [{ hash: 'h', created_at: 'c' }] }]) {
    t.strictSame(readAccess(value), emptyAccess());
  }
});

t.test('entries of the wrong shape are left out', async (t) => {
  const session = { hash: 'h', created_at: 'c' };
  const file = readAccess({
    version: 1,
    links: [{ hash: 1 }, { hash: 'h', created_at: 'c', expires_at: 'e', used_at: 7 }],
    sessions: [session, null, { hash: 'h' }],
    instance_cookies: 'none',
  });
  t.strictSame(file, {
    version: 1,
    links: [{ hash: 'h', created_at: 'c', expires_at: 'e', used_at: null, note: null }],
    sessions: [session],
    instance_cookies: [],
  });
});

t.test('whole entries are read as they were written', async (t) => {
  const whole = {
    version: 1,
    links: [{ hash: 'h', created_at: 'c', expires_at: 'e', used_at: 'u', note: 'for Ada' }],
    sessions: [{ hash: 's', created_at: 'c' }],
    instance_cookies: [{ name: '_xsrf', hash: 'k' }],
  };
  t.strictSame(readAccess(whole), whole);
  const broken = { ...whole, instance_cookies: [{ name: '_xsrf' }, { hash: 'k' }, ['_xsrf', 'k']] };
  t.strictSame(readAccess(broken).instance_cookies, []);
});

t.test('each instance has a cookie name of its own', async (t) => {
  t.equal(sessionCookieName('k3x'), 'trame_manager_open_k3x');
});
