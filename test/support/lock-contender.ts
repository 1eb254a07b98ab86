/**
 * A process that adds one to the number in a file, again and again, under the file's lock: `<file> <times> [die]`. With `die` it
 * ends by SIGKILL while it holds the lock.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { withFileLock } from '../../src/adapters/file-lock.ts';

const [file = '', times = '1', fate = ''] = process.argv.slice(2);
for (let count = 0; count < Number(times); count += 1) {
  await withFileLock(
    `${file}.lock`,
    async () => {
      const before = Number(readFileSync(file, 'utf8'));
      if (fate === 'die') process.kill(process.pid, 'SIGKILL');
      await new Promise((resolve) => setImmediate(resolve));
      writeFileSync(file, String(before + 1));
    },
    { waitMs: 60_000 },
  );
}
