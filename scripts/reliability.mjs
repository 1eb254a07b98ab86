// `npm run chaos`, `npm run fuzz`, …: sets up what is missing, then runs one program of reliability/ with the words after "--".
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAnnouncer } from './announce.mjs';
import { setUp, setupSteps } from './setup.mjs';
import { runScript } from './setup-command.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const node = join(root, 'node_modules', 'node', 'bin', 'node');
const [name = '', ...words] = process.argv.slice(2);

await runScript(async () => {
  await setUp({ root, announce: createAnnouncer({ total: setupSteps }) });
  const child = spawn(node, [join(root, 'reliability', `${name}.ts`), ...words], { cwd: root, stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal));
  const [status] = await once(child, 'exit');
  process.exitCode = status ?? 1;
});
