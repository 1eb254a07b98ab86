import t from 'tap';
import { recallValues, rememberValues, type ValueStorage } from '../../../src/web/launch/remembered-values.ts';

function memory(): ValueStorage & { entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return { entries, getItem: (key) => entries.get(key) ?? null, setItem: (key, value) => void entries.set(key, value) };
}

t.test('values come back for the same app and base only, without the name', async (t) => {
  const storage = memory();
  rememberValues(storage, '/a/', 'cone', { name: 'n', dataDirectory: '/d', parameters: { iso: '1', on: true } });
  t.same(recallValues(storage, '/a/', 'cone'), { dataDirectory: '/d', parameters: { iso: '1', on: true } });
  t.same(recallValues(storage, '/b/', 'cone').parameters, {});
  t.notMatch([...storage.entries.values()][0], /"name"/);
});

t.test('nonsense in the storage, and a storage that throws, count as nothing', async (t) => {
  const storage = memory();
  rememberValues(storage, '/', 'cone', { name: '', dataDirectory: '', parameters: {} });
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
  t.doesNotThrow(() => rememberValues(forbidden, '/', 'cone', { name: '', dataDirectory: '', parameters: {} }));
});
