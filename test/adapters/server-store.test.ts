import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { createServerStore } from '../../src/adapters/server-store.ts';
import { notStarted, type ServerRecord } from '../../src/domain/paraview-server-record.ts';
import { makeStateDirectory } from '../support/instance-fixture.ts';

const id = 'abcdefghijkl1234';
const record: ServerRecord = {
  version: 1,
  id,
  name: 'Größe',
  kind: 'job',
  values: { nodes: 2, account: 'a b', big: true },
  after_server_id: null,
  created_at: '2025-11-21T14:00:00.000Z',
  ...notStarted,
  address: { host: 'n1.cluster', port: 23_456 },
  local: null,
  job: {
    id: '7',
    name: 'Größe',
    restarts: 0,
    expected_start_at: null,
    seen: {
      id: '7',
      phase: 'running',
      reason: null,
      reason_code: null,
      account: 'a',
      partition: 'batch',
      nodes: 2,
      node_list: 'n[1-2]',
      walltime_seconds: 60,
    },
  },
};

t.test('a record comes back as it was, from a directory that only the user can enter', async (t) => {
  const state = await makeStateDirectory(t);
  const store = createServerStore(state);
  await store.list();
  await store.create(record, [{ name: 'job.sh', text: 'x' }]);
  t.same(await store.read(id), { kind: 'record', record, isNewer: false });
  t.same(await store.list(), [id]);
  const directory = join(state, 'servers', id);
  t.equal((await stat(directory)).mode & 0o777, 0o700);
  t.equal((await stat(join(directory, 'job.sh'))).mode & 0o777, 0o600);
  t.match(await store.update(id, () => ({ name: 'b' })), { name: 'b', values: record.values });
  await store.remove(id);
  t.same(await store.read(id), { kind: 'gone' });
});

t.test('a record that cannot be used says why, and restoring it keeps what was there', async (t) => {
  const state = await makeStateDirectory(t);
  const store = createServerStore(state);
  await store.list();
  const directory = join(state, 'servers', id);
  const file = join(directory, 'record.json');
  await mkdir(directory);
  const read = async (value: unknown) => {
    await writeFile(file, typeof value === 'string' ? value : JSON.stringify(value));
    const found = await store.read(id);
    return found.kind === 'damaged' ? found.damage : found.kind;
  };
  t.equal(await read(record), 'record');
  t.match(await read({ ...record, id: 'another' }), /belongs to another server/);
  t.match(await read({ ...record, address: { host: 'a b;c', port: 1 } }), /address/);
  t.match(await read({ ...record, job: { ...record.job, id: 7 } }), /job/);
  t.match(await read('null'), /cannot be read/);
  t.match(await read({ ...record, version: 0 }), /layout 0 is not known/);
  t.match(await read('{'), /ParaView server cannot be read: it is not valid JSON\.$/);
  t.strictSame(await readdir(directory), ['record.json'], 'looking changes nothing');
  let said = '';
  const restored = await store.restore(id, async (damage) => {
    said = damage;
    return record;
  });
  t.strictSame(restored, { kind: 'record', record, isNewer: false });
  const aside = /It is kept as (\S+)\.$/.exec(said)?.[1] ?? '';
  t.equal(await readFile(join(directory, aside), 'utf8'), '{');
  t.strictSame((await readdir(directory)).sort(), ['record.json', aside]);
  t.strictSame(await store.restore(id, () => Promise.reject(new Error('it is good again'))), restored);
});

t.test('a record of a newer version is shown as far as it is understood, and left as it is', async (t) => {
  const state = await makeStateDirectory(t);
  const store = createServerStore(state);
  await store.list();
  const file = join(state, 'servers', id, 'record.json');
  await mkdir(join(state, 'servers', id));
  const newer = JSON.stringify({
    ...record,
    version: 2,
    kind: 'cloud',
    values: ['other'],
    added: 1,
    address: undefined,
  });
  await writeFile(file, newer);
  t.match(await store.read(id), {
    kind: 'record',
    isNewer: true,
    record: { name: record.name, kind: 'job', values: {}, address: null, hint: /newer Trame Manager \(layout 2\)/ },
  });
  await t.rejects(
    store.update(id, () => ({ name: 'b' })),
    { code: 'not_supported', message: /newer Trame Manager/ },
  );
  await store.restore(id, () => Promise.reject(new Error('it is not damaged')));
  t.equal(await readFile(file, 'utf8'), newer);
});

t.test('two daemons that change one record at once lose nothing of each other', async (t) => {
  const state = await makeStateDirectory(t);
  const [one, two] = [createServerStore(state), createServerStore(state)];
  await one.create({ ...record, hint: '' }, []);
  const turns = Array.from({ length: 40 }, (_, index) => index);
  await Promise.all(
    turns.map((turn) => (turn % 2 ? one : two).update(id, ({ hint }) => ({ hint: `${hint}${turn} ` }))),
  );
  const found = await one.read(id);
  const noted = found.kind === 'record' ? (found.record.hint ?? '').trim().split(' ').map(Number) : [];
  t.strictSame(
    noted.sort((a, b) => a - b),
    turns,
  );
});
