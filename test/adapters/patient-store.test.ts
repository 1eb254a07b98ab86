import t from 'tap';
import { createPatience } from '../../src/adapters/patience.ts';
import { patientStore } from '../../src/adapters/patient-store.ts';
import { createSessionStore } from '../../src/adapters/session-store.ts';
import { makeStateDirectory } from '../support/instance-fixture.ts';

t.test(
  'a store whose file system is silent is not waited for: nothing is gone, and what is to be written is refused',
  async (t) => {
    const state = await makeStateDirectory(t);
    const plain = { ...createSessionStore(state), read: async () => ({ kind: 'gone' as const }) };
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    const hung = () => answered.then(() => null);
    const store = patientStore({ ...plain, update: hung }, state, createPatience(30));
    const silent = {
      code: 'state_not_writable',
      message: `${state} cannot be written: its file system does not answer.`,
    };
    await t.rejects(
      store.update('a00000000000', () => null),
      silent,
    );
    t.match(await store.read('a00000000000'), { kind: 'unknown' });
    t.strictSame(await store.list(), []);
    t.equal(await store.lastWatchedAt('a00000000000'), null);
    await t.rejects(store.remove('a00000000000'), silent);
    await t.rejects(store.readExitStatus('a00000000000'), { code: 'ETIMEDOUT' }, 'no end is made up');
    answer();
    await answered;
    await new Promise((resolve) => setImmediate(resolve));
    t.match(await store.read('a00000000000'), { kind: 'gone' }, 'once it answers it is asked again');
  },
);

t.test('what the store itself says is passed on', async (t) => {
  const state = await makeStateDirectory(t);
  const store = patientStore(createSessionStore(state), state, createPatience(30_000));
  await store.list();
  t.match(await store.read('a00000000000'), { kind: 'gone' });
  t.equal(await store.update('a00000000000', () => ({})), null);
});
