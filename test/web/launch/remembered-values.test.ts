import t from 'tap';
import type { LaunchForm } from '../../../src/web/launch/launch-form.ts';
import {
  forgetValues,
  recallValues,
  rememberTyped,
  rememberValues,
} from '../../../src/web/launch/remembered-values.ts';
import type { ValueStorage } from '../../../src/web/remembered.ts';

function memory(): ValueStorage & { entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return {
    entries,
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => void entries.set(key, value),
    removeItem: (key) => void entries.delete(key),
  };
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
  t.same(recallValues(storage, '/b/', 'cone'), {}, 'nothing hides what another storage has');
  t.notMatch([...storage.entries.values()][0], /"name"|pv1/);
  forgetValues(storage, '/a/', 'cone');
  t.same(recallValues(storage, '/a/', 'cone'), {});
});

t.test('what is typed is kept with its name', async (t) => {
  const storage = memory();
  rememberTyped(storage, '/a/', 'cone', { ...form, name: 'night run', dataDirectory: '/d' });
  t.match(recallValues(storage, '/a/', 'cone'), { name: 'night run', dataDirectory: '/d' });
  t.notMatch([...storage.entries.values()][0], /pv1/);
});

t.test('nonsense in the storage counts as nothing', async (t) => {
  const storage = memory();
  rememberValues(storage, '/', 'cone', form);
  const key = [...storage.entries.keys()][0] ?? '';
  for (const text of ['{', 'null', '7', '{"parameters":{"a":{"b":1}},"dataDirectory":3}']) {
    storage.entries.set(key, text);
    t.same(recallValues(storage, '/', 'cone').parameters ?? {}, {}, text);
  }
});
