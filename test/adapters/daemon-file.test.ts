import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { type DaemonFacts, writeDaemonFile } from '../../src/adapters/daemon-file.ts';
import { readHostIdentity } from '../../src/adapters/host-identity.ts';
import { identify } from '../../src/adapters/process-table.ts';

const facts: DaemonFacts = {
  version: '1.2.3',
  socket: null,
  url: 'http://127.0.0.1:8500/a/',
  token: 's3cret',
  basePath: '/a/',
  jupyterPid: 7,
};
const here = readHostIdentity();
const own = `${hostname().replaceAll(/[^A-Za-z0-9.-]/g, '_')}-${process.pid}.json`;

t.test('the file tells all that a client needs, to its user alone, until it is removed', async (t) => {
  const state = t.testdir();
  const written = await writeDaemonFile(state, facts);
  const directory = join(state, 'daemons');
  t.strictSame(readdirSync(directory), [own]);
  t.equal(statSync(directory).mode & 0o777, 0o700);
  t.equal(statSync(join(directory, own)).mode & 0o777, 0o600);
  const { started_at, ...told } = JSON.parse(readFileSync(join(directory, own), 'utf8'));
  t.strictSame(told, {
    layout: 1,
    version: '1.2.3',
    pid: process.pid,
    start_ticks: identify(process.pid)?.startTicks,
    host: here.host,
    boot_id: here.bootId,
    socket: null,
    url: 'http://127.0.0.1:8500/a/',
    token: 's3cret',
    base_path: '/a/',
    jupyter_pid: 7,
  });
  t.ok(Math.abs(Date.now() - Date.parse(started_at)) < 60_000);
  await written.remove();
  t.strictSame(readdirSync(directory), []);
  await written.remove();
});

t.test('what a daemon left that ended here goes; of others nobody knows', async (t) => {
  const state = t.testdir();
  const directory = join(state, 'daemons');
  mkdirSync(directory);
  const leave = (name: string, changes: object) => {
    const told = {
      layout: 1,
      pid: 1,
      start_ticks: -1,
      host: here.host,
      boot_id: here.bootId,
      started_at: '2001-01-01',
    };
    writeFileSync(join(directory, name), JSON.stringify({ ...told, ...changes }));
  };
  const running = { pid: process.ppid, start_ticks: identify(process.ppid)?.startTicks };
  leave('ended.json', {});
  leave('newer-and-ended.json', { layout: 9 });
  leave('earlier-boot.json', { ...running, boot_id: 'another' });
  leave('namesake.json', { boot_id: 'another', started_at: '2100-01-01T00:00:00Z' });
  leave('elsewhere.json', { host: 'n17' });
  leave('running.json', running);
  writeFileSync(join(directory, 'foreign.json'), '{}');
  writeFileSync(join(directory, 'torn.json'), '{"host":');
  const leftover = (letter: string) => `x.json.${letter.repeat(8)}-1234-1234-1234-123456789abc.new`;
  for (const letter of ['a', 'b']) writeFileSync(join(directory, leftover(letter)), '');
  utimesSync(join(directory, leftover('a')), 1, 1);
  await writeDaemonFile(state, facts);
  const kept = ['elsewhere', 'foreign', 'namesake', 'running', 'torn'].map((name) => `${name}.json`);
  t.strictSame(readdirSync(directory).sort(), [...kept, own, leftover('b')].sort());
});

t.test('a name that leads elsewhere is none of a host', async (t) => {
  const state = t.testdir();
  await writeDaemonFile(state, facts, { ...here, host: '../a b/c' });
  t.strictSame(readdirSync(join(state, 'daemons')), [`.._a_b_c-${process.pid}.json`]);
});
