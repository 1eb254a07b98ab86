import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import type { Test } from 'tap';
import { pythonEnvironment } from '../../support/python-environment.ts';
import { shortDirectory } from '../../support/short-directory.ts';

/**
 * A Python environment as it is after `pip install`, without any app: its packages are those of the tests' own environment, and so
 * are Jupyter's files but for the apps. Gives its directory, whose Python is bin/python; removed after the test.
 */
export async function environmentWithoutApps(t: Test): Promise<string> {
  const { python } = await pythonEnvironment();
  const prefix = shortDirectory(t);
  await execa(python, ['-m', 'venv', '--without-pip', prefix]);
  const from = dirname(dirname(python));
  const [version = ''] = readdirSync(join(prefix, 'lib'));
  const packages = join('lib', version, 'site-packages');
  writeFileSync(join(prefix, packages, 'packages.pth'), `${join(from, packages)}\n`);
  symlinkSync(join(from, 'etc'), join(prefix, 'etc'));
  const share = join('share', 'jupyter');
  mkdirSync(join(prefix, share), { recursive: true });
  for (const name of readdirSync(join(from, share)).filter((entry) => entry !== 'trame'))
    symlinkSync(join(from, share, name), join(prefix, share, name));
  return prefix;
}
