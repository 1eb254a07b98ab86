import t from 'tap';
import { ManagerError } from '../../src/domain/errors.ts';
import type { InstanceState } from '../../src/domain/instance.ts';
import type { InstanceContext } from '../../src/services/instance-context.ts';
import { InstanceSlots } from '../../src/services/instance-slots.ts';
import { makeApp } from '../support/instance-fixture.ts';

interface Given {
  id: string;
  app?: string;
  name?: string;
  state?: InstanceState;
  number?: number;
  port?: number | null;
  started_at?: string;
}

const app = makeApp({ id: 'cone', name: 'Cone' });
const single = makeApp({ id: 'cone', name: 'Cone', singleInstance: true });

/** Slots beside these instances; `free` are the ports that the machine gives, in their order. */
function slotsBeside(
  instances: Given[],
  { maximum = 9, free = [50_001, 50_002, 50_003], failure = null as Error | null } = {},
) {
  const released: number[] = [];
  const entries = new Map<string, unknown>();
  const enter = ({ id, state = 'ready', ...given }: Given) => {
    const record = {
      id,
      app: 'cone',
      name: id,
      number: 0,
      port: null,
      started_at: '2025-11-21T10:00:00.000Z',
      ...given,
    };
    entries.set(id, { record, instance: { state } });
  };
  for (const instance of instances) enter(instance);
  const context = {
    site: { instances: { maximum } },
    book: { entries, need: (id: string) => entries.get(id) },
    host: {
      ports: {
        reserve: async (preferred: number[], taken: Set<number>) => {
          const port = [...preferred, ...free].find((candidate) => candidate !== 0 && !taken.has(candidate));
          if (failure !== null) throw failure;
          if (port === undefined) throw new Error('none is left');
          return port;
        },
        release: async (port: number) => void released.push(port),
      },
    },
  } as unknown as InstanceContext;
  return { slots: new InstanceSlots(context), released, enter };
}

t.test('starts at the same time get numbers, ports and names of their own', async (t) => {
  const { slots } = slotsBeside([{ id: 'a', name: 'Cone 1', number: 50_001, port: 50_001 }]);
  const [one, two] = await Promise.all([slots.grant('b', app, null, false), slots.grant('c', app, null, false)]);
  t.strictSame(one, { id: 'b', app: 'cone', name: 'Cone 2', number: 50_002, port: 50_002 });
  t.strictSame(two, { id: 'c', app: 'cone', name: 'Cone 3', number: 50_003, port: 50_003 });
  await t.rejects(slots.grant('d', app, null, false), { code: 'launch_failed', message: /No free TCP port/ });
  t.ok(slots.isGranted('b'));
  slots.settle(one);
  t.notOk(slots.isGranted('b'));
  t.match(
    await slots.grant('e', app, 'Mine', false),
    { name: 'Mine', number: 50_002 },
    'one that failed gives its back',
  );
});

t.test('what the machine says of its ports is passed on', async (t) => {
  const failure = new ManagerError('state_not_writable', 'The disk is full.');
  const { slots } = slotsBeside([], { failure });
  await t.rejects(slots.grant('a', app, null, false), failure);
  t.notOk(slots.isGranted('a'));
});

t.test('one that is in the book already does not count twice', async (t) => {
  const { slots, enter } = slotsBeside([], { maximum: 2 });
  await slots.grant('a', app, null, false);
  enter({ id: 'a', name: 'Cone 1', number: 50_001, port: 50_001 });
  t.match(await slots.grant('b', app, null, false), { name: 'Cone 2', number: 50_002 });
});

t.test('what has no port here keeps the number alone', async (t) => {
  const { slots, released } = slotsBeside([]);
  t.match(await slots.grant('a', app, null, true), { number: 50_001, port: null });
  t.match(await slots.grant('b', makeApp({ unixSocket: true }), null, false), { number: 50_002, port: null });
  t.strictSame(released, [50_001, 50_002]);
});

t.test('the number of the last run that ended comes back, for what browsers keep below it', async (t) => {
  const { slots } = slotsBeside([
    { id: 'old', state: 'stopped', number: 41_000, started_at: '2025-11-20T10:00:00.000Z' },
    { id: 'last', state: 'stopped', number: 42_000, started_at: '2025-11-21T10:00:00.000Z' },
    { id: 'older', state: 'stopped', number: 40_000, started_at: '2025-11-19T10:00:00.000Z' },
    { id: 'none', state: 'failed', number: 0, started_at: '2025-11-22T10:00:00.000Z' },
    { id: 'other', app: 'sphere', state: 'stopped', number: 43_000, started_at: '2025-11-22T10:00:00.000Z' },
  ]);
  t.match(await slots.grant('a', app, null, false), { number: 42_000 });
  t.match(await slots.grant('b', app, null, false), { number: 41_000 });
  t.match(await slots.grant('c', app, null, false), { number: 40_000 });
  t.match(await slots.grant('d', app, null, false), { number: 50_001 });
});

t.test('numbers and ports of what runs here or elsewhere are taken', async (t) => {
  const { slots } = slotsBeside(
    [
      { id: 'here', number: 50_001, port: 50_002 },
      { id: 'far', state: 'lost', number: 50_003 },
      { id: 'over', state: 'failed', app: 'sphere', number: 50_004 },
    ],
    { free: [50_001, 50_002, 50_003, 50_004] },
  );
  t.match(await slots.grant('a', app, null, false), { number: 50_004 });
});

t.test('as many run as may, and one that runs once only does', async (t) => {
  const { slots, enter } = slotsBeside([{ id: 'a' }, { id: 'over', state: 'stopped' }], { maximum: 2 });
  await t.rejects(slots.grant('b', single, null, false), { code: 'already_running', message: /"Cone" runs already/ });
  const granted = await slots.grant('b', app, null, false);
  const full = { code: 'too_many_instances', message: '2 instances run already; 2 may run at once.' };
  await t.rejects(slots.grant('c', app, null, false), full, 'one that was just granted counts');
  enter({ id: 'b' });
  await t.rejects(slots.grant('c', app, null, false), full, 'and once only when it is in the book, too');
  await t.rejects(slots.regrant('over', app, false), full, 'a restart is a start');
  await t.rejects(slots.regrant('over', single, false), { code: 'already_running' });
  slots.settle(granted);
  enter({ id: 'b', state: 'stopped' });
  t.match(await slots.regrant('over', app, false), { id: 'over' });
});

t.test('another run has the name and number of the one before, and its port if that is free', async (t) => {
  const beside = (...others: Given[]) =>
    slotsBeside([{ id: 'a', name: 'Mine', state: 'stopped', number: 41_000, port: 42_000 }, ...others]).slots;
  t.strictSame(await beside().regrant('a', app, false), {
    id: 'a',
    app: 'cone',
    name: 'Mine',
    number: 41_000,
    port: 41_000,
  });
  t.match(await beside({ id: 'b', number: 1, port: 41_000 }).regrant('a', app, false), {
    number: 42_000,
    port: 42_000,
  });
  t.match(await beside({ id: 'b', number: 42_000 }).regrant('a', app, false), { number: 41_000, port: 41_000 });
  t.match(
    await beside({ id: 'a' }).regrant('a', app, false),
    { number: 50_001 },
    'one that never had a number gets one',
  );
  t.match(await beside({ id: 'a', number: 41_000 }).regrant('a', single, true), { number: 41_000, port: null });
});
