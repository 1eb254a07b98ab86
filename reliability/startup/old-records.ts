import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { blankKeeperNotes } from '../../src/adapters/keeper-notes.ts';
import { blankInstanceRecord } from '../../src/domain/instance-stand-in.ts';

const hourMs = 3_600_000;

/**
 * Makes a state directory as months of use leave it: ended instances, half of them of other machines. Whatever was there
 * before is removed.
 */
export function makeOldRecords(stateDirectory: string, count: number): void {
  rmSync(stateDirectory, { recursive: true, force: true });
  for (let index = 0; index < count; index += 1) {
    const id = `a${String(index).padStart(15, '0')}`;
    const directory = join(stateDirectory, 'sessions', id);
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const files: Record<string, string> = {
      'record.json': JSON.stringify(oldRecord(id, index), null, 2),
      process: blankKeeperNotes.process,
      exit_status: `${'exit 0 1763719200.123456'.padEnd(63)}\n`,
      log: 'a line of output\n'.repeat(2000),
      watched: '',
      'auth.key': 'x'.repeat(32),
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text, { mode: 0o600 });
  }
}

function oldRecord(id: string, index: number) {
  const at = (agoMs: number) => new Date(Date.now() - agoMs).toISOString();
  const hasFailed = index % 4 === 0;
  return {
    ...blankInstanceRecord(id, at(30 * hourMs)),
    name: `run ${index}`,
    app: 'cone',
    app_name: 'Cone',
    kind: 'trame',
    host: index % 2 === 0 ? hostname() : `n${index}`,
    number: 20_000 + index,
    port: 20_000 + index,
    data_directory: '/data',
    paraview: index % 3 === 0,
    ended_at: at(20 * hourMs),
    end_state: hasFailed ? 'failed' : 'stopped',
    exit_code: hasFailed ? 1 : 0,
    state_reason: hasFailed ? 'Ended with exit code 1' : 'Ended by itself',
  };
}
