import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { handshakeWitness } from '../../src/adapters/paraview-handshake.ts';

t.test('only what was written after the mark is read, and all of a log that was cut', async (t) => {
  const log = join(t.testdir(), 'log');
  t.equal(await handshakeWitness.mark(log), 0, 'a log that is not there yet');
  t.equal(await handshakeWitness.faultSince(log, 0), null);
  const fault = 'Connection failed during handshake.  The server has a different ParaView version than the client.\n';
  writeFileSync(log, `${'x'.repeat(200)}\n${fault}`);
  const mark = await handshakeWitness.mark(log);
  t.equal(await handshakeWitness.faultSince(log, mark), null, 'of an earlier attempt');
  appendFileSync(log, 'Connected.\n');
  t.equal(await handshakeWitness.faultSince(log, mark), null);
  appendFileSync(log, fault);
  t.equal(await handshakeWitness.faultSince(log, mark), 'version');
  writeFileSync(log, fault);
  t.equal(await handshakeWitness.faultSince(log, mark), 'version', 'shorter than before');
});

t.test('processes without ParaView have no version of it', async (t) => {
  t.equal(await handshakeWitness.versionOf([process.pid, 0, 2 ** 22 + 1]), null);
});
