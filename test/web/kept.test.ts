import t from 'tap';
import type { SnapshotEvent } from '../../src/web/api-types.ts';
import { PageStore } from '../../src/web/store.ts';
import { sampleApp, sampleInstance, sampleSystem } from '../support/fake-samples.ts';

const known: SnapshotEvent = {
  type: 'snapshot',
  seq: 1,
  system: sampleSystem,
  apps: [sampleApp({ id: 'cone' }), sampleApp({ id: 'ball' })],
  problems: [],
  searched: ['/d'],
  instances: [sampleInstance({ id: 'a' }), sampleInstance({ id: 'b' })],
};
const [, b] = known.instances;
/** As it would come once more. */
const snapshot = (changes: Partial<SnapshotEvent> = {}) => structuredClone({ ...known, ...changes });

t.test('a snapshot that says what is known changes no object', (t) => {
  const store = new PageStore();
  store.begin(snapshot());
  t.match(store.state, { loaded: true, connection: 'connecting' });
  const { connection: _, ...before } = store.state;
  store.receive(snapshot({ seq: 7 }));
  const { connection, ...after } = store.state;
  t.equal(connection, 'open');
  for (const key of Object.keys(before) as (keyof typeof before)[]) t.equal(after[key], before[key], key);
  t.end();
});

t.test('only what changed is another object', (t) => {
  const store = new PageStore();
  store.begin(snapshot());
  const { apps, instances } = store.state;
  store.receive(
    snapshot({
      apps: [sampleApp({ id: 'ball' }), sampleApp({ id: 'cone', name: 'Other' })],
      instances: [b ?? sampleInstance()],
    }),
  );
  t.not(store.state.apps, apps);
  t.equal(store.state.apps[0], apps[1]);
  t.equal(store.state.apps[1]?.name, 'Other');
  t.strictSame([...store.state.instances.keys()], ['b']);
  t.equal(store.state.instances.get('b'), instances.get('b'));
  t.end();
});
