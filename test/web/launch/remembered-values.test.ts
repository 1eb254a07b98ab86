import t from 'tap';
import type { LaunchForm } from '../../../src/web/launch/launch-form.ts';
import { recallValues, rememberValues, type ValueStorage } from '../../../src/web/launch/remembered-values.ts';

function memory(): ValueStorage & { entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return { entries, getItem: (key) => entries.get(key) ?? null, setItem: (key, value) => void entries.set(key, value) };
}

const form = {
  name: '',
  dataDirectory: '',
  parameters: {},
  runOn: 'local',
  job: {},
  connectTo: 'pv1',
  server: {},
} satisfies LaunchForm;

t.test('values come back for the same app and base only, without the name', async (t) => {
  const storage = memory();
  rememberValues(storage, '/a/', 'cone', {
    ...form,
    name: 'n',
    dataDirectory: '/d',
    parameters: { iso: '1', on: true },
    runOn: 'job',
    job: { nodes: '2' },
  });
  t.same(recallValues(storage, '/a/', 'cone'), {
    dataDirectory: '/d',
    parameters: { iso: '1', on: true },
    runOn: 'job',
    job: { nodes: '2' },
  });
  t.same(recallValues(storage, '/b/', 'cone').parameters, {});
  t.notMatch([...storage.entries.values()][0], /"name"|pv1/);
});

t.test('nonsense in the storage, and a storage that throws, count as nothing', async (t) => {
  const storage = memory();
  rememberValues(storage, '/', 'cone', form);
  const key = [...storage.entries.keys()][0] ?? '';
  for (const text of ['{', 'null', '7', '{"parameters":{"a":{"b":1}},"dataDirectory":3}']) {
    storage.entries.set(key, text);
    t.same(recallValues(storage, '/', 'cone').parameters ?? {}, {}, text);
  }
  const forbidden: ValueStorage = {
    getItem: () => {
      throw new Error('forbidden');
    },
    setItem: () => {
      throw new Error('full');
    },
  };
  t.same(recallValues(forbidden, '/', 'cone'), {});
  t.doesNotThrow(() => rememberValues(forbidden, '/', 'cone', form));
});
