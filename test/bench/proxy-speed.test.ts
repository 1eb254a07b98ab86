import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import t from 'tap';
import type { Results } from '../../bench/proxy/results.ts';

const program = fileURLToPath(new URL('../../bench/proxy-speed.ts', import.meta.url));

t.test('a quick run measures each peer in each figure, and says where the daemon stands', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'tm-bench-test-'));
  t.teardown(() => rmSync(directory, { recursive: true }));
  const json = join(directory, 'results.json');
  const peers = ['direct', 'trame-manager', 'http-proxy'] as const;
  const only = '--only=echo,post';
  const args = [program, '--quick', '--rounds=1', only, `--peers=${peers.join(',')}`, `--json=${json}`];

  const { stdout } = await execa(process.execPath, args);

  const { machine, figures }: Results = JSON.parse(readFileSync(json, 'utf8'));
  t.ok(machine.cores > 0 && machine.cpu !== '' && machine.versions.Node === process.versions.node);
  t.same(Object.keys(figures), ['echo-p50', 'echo-p99', 'post']);
  for (const [id, figure] of Object.entries(figures)) {
    t.same(Object.keys(figure.peers), peers, id);
    for (const [name, { median, ratio, cost, note }] of Object.entries(figure.peers)) {
      t.ok(median && median > 0 && ratio && ratio > 0, `${id} of ${name}`);
      t.equal(cost === null, name === 'direct', 'the processor time of a proxy is known');
      t.equal(note, null);
    }
  }
  t.match(figures['echo-p50']?.verdicts, [
    { aim: false, holds: Boolean },
    { text: 'within 1.1 × nginx', holds: null },
  ]);
  t.match(stdout, 'not compared: within 1.1 × nginx');
});

t.test('a peer that cannot be started is said aloud and fails the run', async (t) => {
  const args = [program, '--quick', '--only=echo', '--peers=direct,trame-manager', '--main=/there/is/none.ts'];
  const { exitCode, stdout, stderr } = await execa(process.execPath, args, { reject: false });
  t.equal(exitCode, 1);
  t.match(stderr, 'trame-manager could not be started');
  t.match(stdout, /echo of 125 bytes, median.*\n.*\n {2}direct/, 'the others are measured');
});

t.test('a quick run does not write the documentation', async (t) => {
  const { exitCode, stderr } = await execa(process.execPath, [program, '--quick', '--write'], { reject: false });
  t.not(exitCode, 0);
  t.match(stderr, '--write needs a full one');
});
