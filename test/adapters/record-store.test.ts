import { dirname } from 'node:path';
import t from 'tap';
import { shortDirectory } from '../support/short-directory.ts';
import { syncedNames } from '../support/synced-files.ts';

const { createRecordStore } = await import('../../src/adapters/record-store.ts');

interface Note {
  id: string;
  name: string;
}

t.test(
  'what has to survive a power cut is synced, its name included; what others can tell again is only whole',
  async (t) => {
    const stateDirectory = shortDirectory(t);
    const store = createRecordStore<Note>({
      stateDirectory,
      folder: 'notes',
      what: 'note',
      parse: (text) => ({ record: JSON.parse(text), newer: null }),
      note: (record) => record,
    });
    const id = 'abcdefghijkl';
    await store.create({ id, name: 'first' }, [{ name: 'script', text: 'true' }]);
    t.strictSame(syncedNames(), [id, 'notes', 'record.json'], 'the record, its name, the name of its directory');
    t.match(await store.update(id, () => ({ name: 'second' })), { name: 'second' });
    t.strictSame(syncedNames(), [id, 'new record.json']);
    t.match(await store.update(id, () => ({ name: 'third' }), false), { name: 'third' });
    t.strictSame(syncedNames(), ['new record.json']);
    t.match(await store.read(id), { kind: 'record', record: { name: 'third' } });
    t.equal(dirname(store.directory(id)), `${stateDirectory}/notes`);
  },
);
