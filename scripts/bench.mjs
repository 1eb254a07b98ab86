// `npm run bench`: runs every benchmark in bench/, one after the other. `npm run bench -- app` runs those whose name has "app".
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const node = join(root, 'node_modules', 'node', 'bin', 'node');
const wanted = process.argv[2] ?? '';

for (const file of readdirSync(join(root, 'bench')).filter((name) => name.endsWith('.ts') && name.includes(wanted))) {
  process.stdout.write(`\n# ${file}\n`);
  const { status } = spawnSync(node, [join(root, 'bench', file)], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
