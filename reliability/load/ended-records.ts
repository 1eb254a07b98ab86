import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../random.ts';
import type { ListedInstance } from './measured-daemon.ts';
import { withMeasuredDaemon } from './measured-daemon.ts';
import { untilAll } from './running-instances.ts';

/**
 * Fills a home's state directory with instances that ended: one that really ran and was stopped, and copies of it with ids and
 * names of their own.
 */
export async function makeEndedRecords(options: { main: string; home: string; count: number; seed: number }) {
  const { count, home, seed } = options;
  const id = await withMeasuredDaemon(options, async (daemon) => {
    const launched = await daemon.call<ListedInstance>('POST', 'apps/echo/instances', { name: 'Ended 1' });
    await untilAll(daemon, [launched.id], 'ready');
    await daemon.call('POST', `instances/${launched.id}/stop`);
    await untilAll(daemon, [launched.id], 'stopped');
    return launched.id;
  });
  const sessions = join(home, '.local', 'state', 'trame-manager', 'sessions');
  const random = createRandom(seed);
  for (let number = 2; number <= count; number += 1) copySession(sessions, id, number, random);
}

function copySession(sessions: string, from: string, number: number, random: () => number): void {
  const letters = Array.from({ length: 15 }, () => Math.floor(random() * 36).toString(36));
  const id = `e${letters.join('')}`;
  cpSync(join(sessions, from), join(sessions, id), { recursive: true });
  const file = join(sessions, id, 'record.json');
  const record = { ...JSON.parse(readFileSync(file, 'utf8')), id, name: `Ended ${number}` };
  writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`);
}
