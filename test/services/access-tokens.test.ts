import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { createAccessStore } from '../../src/adapters/access-store.ts';
import { sessionCookieName } from '../../src/domain/access.ts';
import { type AccessTokens, createAccessTokens } from '../../src/services/access-tokens.ts';
import { temporaryDirectory } from '../support/proxy-fixture.ts';

async function prepare(test: Test) {
  const directory = await temporaryDirectory(test);
  for (const id of ['a', 'b']) await mkdir(join(directory, id));
  const clock = { now: Date.parse('2030-01-01T00:00:00Z') };
  const create = () =>
    createAccessTokens({ store: createAccessStore((id) => join(directory, id)), now: () => clock.now });
  return { directory, clock, create, access: create() };
}

async function open(access: AccessTokens, id: string): Promise<string> {
  const { token } = await access.createLink(id);
  const redemption = await access.redeem(id, token, 0);
  if (redemption.result !== 'opened') throw new Error(redemption.result);
  return `x=1; ${sessionCookieName(id)}=${redemption.cookie}`;
}

t.test('a link opens once, for its own instance only', async (t) => {
  const { access } = await prepare(t);
  const { token } = await access.createLink('a');
  t.match(await access.redeem('b', token, 0), { result: 'unknown' });
  t.equal(access.isFresh('a', token, 0), true);
  t.match(await access.redeem('a', token, 0), { result: 'opened' });
  t.equal(access.isFresh('a', token, 0), false);
  t.match(await access.redeem('a', token, 0), { result: 'used' });
  t.match(await access.redeem('a', 'guessed', 0), { result: 'unknown' });
});

t.test('tokens and cookie values have 256 bits', async (t) => {
  const { access } = await prepare(t);
  const { token } = await access.createLink('a');
  t.equal(Buffer.from(token, 'base64url').length, 32);
  const redemption = await access.redeem('a', token, 0);
  t.equal(redemption.result === 'opened' && Buffer.from(redemption.cookie, 'base64url').length, 32);
});

t.test('of a hundred redemptions at once one wins, also with two daemons', async (t) => {
  const { access, create } = await prepare(t);
  const other = create();
  const { token } = await access.createLink('a');
  const results = await Promise.all(
    Array.from({ length: 100 }, (_, index) => (index % 2 ? access : other).redeem('a', token, 0)),
  );
  t.strictSame(results.map(({ result }) => result).sort(), ['opened', ...Array(99).fill('used')]);
});

t.test('links live 60 seconds unless told otherwise, and at most a day', async (t) => {
  const { access, clock } = await prepare(t);
  const { token, expiresAt } = await access.createLink('a');
  const longer = await access.createLink('a', { expiresInSeconds: 86_400, note: 'for Bob' });
  t.equal(expiresAt, '2030-01-01T00:01:00.000Z');
  clock.now += 60_000;
  t.match(await access.redeem('a', token, 0), { result: 'expired' });
  t.match(await access.redeem('a', longer.token, 0), { result: 'opened' });
  for (const expiresInSeconds of [0, -1, 1.5, 86_401, Number.NaN]) {
    await t.rejects(access.createLink('a', { expiresInSeconds }), { code: 'invalid_request' });
  }
  await t.rejects(access.createLink('a', { note: 'x'.repeat(201) }), { code: 'invalid_request' });
});

t.test('a link dies with the run it was made for', async (t) => {
  const { access, clock } = await prepare(t);
  const { token } = await access.createLink('a');
  t.equal(access.isFresh('a', token, clock.now + 1), false);
  t.match(await access.redeem('a', token, clock.now + 1), { result: 'expired' });
  t.match(await access.redeem('a', token, clock.now), { result: 'opened' });
});

t.test('the file holds no token and no cookie', async (t) => {
  const { access, directory } = await prepare(t);
  const { token } = await access.createLink('a');
  const redemption = await access.redeem('a', token, 0);
  const text = await readFile(join(directory, 'a', 'access.json'), 'utf8');
  t.notMatch(text, token);
  t.notMatch(text, redemption.result === 'opened' ? redemption.cookie : token);
});

t.test('a session opens its own instance, and nothing else does', async (t) => {
  const { access } = await prepare(t);
  const cookie = await open(access, 'a');
  t.equal(access.hasSession('a', cookie), true);
  t.equal(access.hasSession('b', cookie.replace('_open_a', '_open_b')), false);
  t.equal(access.hasSession('a', `${cookie}x`), false);
  t.equal(access.hasSession('a', `${sessionCookieName('a')}=; ${cookie}`), true, 'of two with one name either counts');
  t.equal(access.hasSession('a', `y${cookie.slice(5)}`), false, 'the name has to match');
  t.equal(access.hasSession('a', undefined), false);
});

t.test('sessions survive a restart of the daemon, and are seen by another one at once', async (t) => {
  const { access, create } = await prepare(t);
  const other = create();
  t.equal(other.hasSession('a', `${sessionCookieName('a')}=none`), false);
  const cookie = await open(access, 'a');
  t.equal(other.hasSession('a', cookie), true);
  t.equal(create().hasSession('a', cookie), true);
});

t.test('several browsers are open at once; revoking ends them all, and all links', async (t) => {
  const { access, create, clock } = await prepare(t);
  const other = create();
  const cookies = [await open(access, 'a'), await open(access, 'a')];
  const { token } = await access.createLink('a');
  t.strictSame(
    cookies.map((cookie) => access.hasSession('a', cookie) && other.hasSession('a', cookie)),
    [true, true],
  );
  const revoked: string[] = [];
  access.on('revoked', (id) => revoked.push(id));
  await access.revokeAll('a');
  t.strictSame(revoked, ['a']);
  t.strictSame(
    cookies.map((cookie) => access.hasSession('a', cookie)),
    [false, false],
  );
  t.match(await access.redeem('a', token, 0), { result: 'unknown' });
  clock.now += 2000;
  t.equal(other.hasSession('a', cookies[0]), false, 'another daemon notices within two seconds');
});

t.test('links are listed without their tokens, and go a day after their end', async (t) => {
  const { access, clock } = await prepare(t);
  const { token } = await access.createLink('a', { note: 'for Bob' });
  await access.redeem('a', token, 0);
  t.strictSame(access.listLinks('a'), [
    {
      created_at: '2030-01-01T00:00:00.000Z',
      expires_at: '2030-01-01T00:01:00.000Z',
      used_at: '2030-01-01T00:00:00.000Z',
      note: 'for Bob',
    },
  ]);
  clock.now += 86_400_000 + 61_000;
  await access.createLink('a');
  t.equal(access.listLinks('a').length, 1);
});

t.test('forgetting ends what is held of a removed instance', async (t) => {
  const { access, directory } = await prepare(t);
  const cookie = await open(access, 'a');
  await rm(join(directory, 'a'), { recursive: true });
  access.forget('a');
  t.equal(access.hasSession('a', cookie), false);
});

t.test('cookies that an instance set are known again, also after a restart of the daemon', async (t) => {
  const { access, create, directory } = await prepare(t);
  t.equal(access.isInstanceCookie('a', '_xsrf', 'v'), false);
  access.rememberInstanceCookie('a', '_xsrf', 'v');
  access.rememberInstanceCookie('a', '_xsrf', 'v');
  t.equal(access.isInstanceCookie('a', '_xsrf', 'v'), true);
  t.equal(access.isInstanceCookie('a', '_xsrf', 'w'), false);
  t.equal(access.isInstanceCookie('b', '_xsrf', 'v'), false);
  await access.createLink('a');
  t.equal(access.isInstanceCookie('a', '_xsrf', 'v'), true);
  t.equal(create().isInstanceCookie('a', '_xsrf', 'v'), true);
  const text = await readFile(join(directory, 'a', 'access.json'), 'utf8');
  t.equal(JSON.parse(text).instance_cookies.length, 1);
});
