// `npm run bench`: runs every benchmark in bench/, one after the other. `npm run bench -- app` runs those whose name has "app";
// words after it that begin with "--" are for them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAnnouncer } from './announce.mjs';
import { proxyPackages } from './bench-packages.mjs';
import { ensureDebianPackages } from './debian-packages.mjs';
import { setUp, setupSteps } from './setup.mjs';
import { runScript } from './setup-command.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const node = join(root, 'node_modules', 'node', 'bin', 'node');
const wanted = process.argv[2] ?? '';
const options = process.argv.slice(3).filter((word) => word.startsWith('--'));

await runScript(async () => {
  const files = readdirSync(join(root, 'bench')).filter((name) => name.endsWith('.ts') && name.includes(wanted));
  const proxies = files.some((name) => name.startsWith('proxy'));
  const announce = createAnnouncer({ total: setupSteps + (proxies ? 1 : 0) });
  if (proxies) await ensureDebianPackages(announce, 'the benchmarks', proxyPackages);
  await setUp({ root, announce });
  for (const file of files) {
    process.stdout.write(`\n# ${file}\n`);
    if ((await run(file)) !== 0) process.exitCode = 1;
  }
});

/** Ends, with the signal, when this program is asked to end; resolves to the exit code. */
async function run(file) {
  const child = spawn(node, [join(root, 'bench', file), ...options], { cwd: root, stdio: 'inherit' });
  const pass = (signal) => child.kill(signal);
  process.once('SIGTERM', pass);
  const [status] = await once(child, 'exit');
  process.off('SIGTERM', pass);
  return status;
}
