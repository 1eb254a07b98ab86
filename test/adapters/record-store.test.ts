import fs, { readlinkSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename, dirname } from 'node:path';
import t from 'tap';
import { shortDirectory } from '../support/short-directory.ts';

/** What was made sure of on the disk, before the store's modules get hold of the call. */
const synced: string[] = [];
const { fsync } = fs;
fs.fsync = Object.assign((descriptor: number, done: fs.NoParamCallback) => {
  synced.push(readlinkSync(`/proc/self/fd/${descriptor}`));
  fsync(descriptor, done);
}, fsync);
syncBuiltinESMExports();
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
    const kinds = () => {
      const seen = synced.splice(0).map((path) => basename(path).replace(/^record\.json\..*/, 'new record'));
      return seen.sort();
    };
    await store.create({ id, name: 'first' }, [{ name: 'script', text: 'true' }]);
    t.strictSame(kinds(), [id, 'notes', 'record.json'], 'the record, its name, the name of its directory');
    t.match(await store.update(id, () => ({ name: 'second' })), { name: 'second' });
    t.strictSame(kinds(), [id, 'new record']);
    t.match(await store.update(id, () => ({ name: 'third' }), false), { name: 'third' });
    t.strictSame(kinds(), ['new record']);
    t.match(await store.read(id), { kind: 'record', record: { name: 'third' } });
    t.equal(dirname(store.directory(id)), `${stateDirectory}/notes`);
  },
);
