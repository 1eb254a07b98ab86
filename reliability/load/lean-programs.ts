import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Programs of this directory as plain JavaScript below `home`: what strips types would take more memory than the daemon that is
 * measured, and more time than the start of the apps that it starts.
 *
 * @returns absolute path by name
 */
export async function leanPrograms<Name extends string>(home: string, names: Name[]): Promise<Record<Name, string>> {
  const files = names.map((name) => [name, join(home, 'programs', `${name}.mjs`)] as const);
  for (const [name, outfile] of files.filter(([, file]) => !existsSync(file))) {
    const source = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
    await build({ entryPoints: [source], outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'warning' });
  }
  return Object.fromEntries(files) as Record<Name, string>;
}
