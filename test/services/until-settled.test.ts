import { EventEmitter } from 'node:events';
import t from 'tap';
import { untilSettled } from '../../src/services/until-settled.ts';

interface Thing {
  id: string;
  state: string;
}

function setUp() {
  const known = new Map<string, Thing>([['a', { id: 'a', state: 'starting' }]]);
  const events = new EventEmitter<{ change: [Thing]; remove: [string] }>();
  const things = Object.assign(events, {
    get(id: string): Thing {
      const thing = known.get(id);
      if (thing === undefined) throw new Error('There is none');
      return thing;
    },
  });
  const change = (id: string, state: string) => {
    const thing = { id, state };
    known.set(id, thing);
    events.emit('change', thing);
  };
  const remove = (id: string) => {
    known.delete(id);
    events.emit('remove', id);
  };
  const first: Thing = { id: 'a', state: 'new' };
  const wait = (seconds = 600, signal = new AbortController().signal) =>
    untilSettled(things, first, ({ state }) => state === 'ready', { seconds, signal });
  const listeners = () => events.listenerCount('change') + events.listenerCount('remove');
  return { change, remove, wait, listeners, first };
}

t.test('it ends with the change that settles it, and listens no longer', async (t) => {
  const { change, wait, listeners } = setUp();
  const waiting = wait();
  change('b', 'ready');
  change('a', 'slower');
  t.equal(listeners(), 2, 'neither another one nor another state ends it');
  change('a', 'ready');
  t.same(await waiting, { id: 'a', state: 'ready' });
  t.equal(listeners(), 0);
});

t.test('what is settled is not waited for', async (t) => {
  const { change, wait, listeners } = setUp();
  change('a', 'ready');
  t.equal((await wait()).state, 'ready');
  t.equal(listeners(), 0);
});

t.test('what is removed is given as it was last', async (t) => {
  const { change, remove, wait, first } = setUp();
  const waiting = wait();
  change('a', 'ending');
  remove('a');
  t.same(await waiting, { id: 'a', state: 'ending' });
  t.equal(await wait(), first, 'also where it is gone before');
});

t.test('time ends it, and so does nobody who waits', async (t) => {
  const { wait, listeners } = setUp();
  t.equal((await wait(0.01)).state, 'starting');
  const left = new AbortController();
  const waiting = wait(600, left.signal);
  left.abort();
  t.equal((await waiting).state, 'starting');
  t.equal((await wait(600, AbortSignal.abort())).state, 'starting');
  t.equal(listeners(), 0);
});
