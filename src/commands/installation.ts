import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The program's own read-only files. */
export interface Installation {
  version: string;
  /** Whether this is the built program, and no checkout. */
  isBuilt: boolean;
  /** The built launcher page. */
  pageDirectory: string;
  iconsDirectory: string;
  /** The shipped site configurations. */
  configurationsDirectory: string;
}

/** Finds them beside the bundled program, or in a checkout when the sources are run as they are. */
export function findInstallation(start: string = import.meta.dirname): Installation {
  const bundled = existsSync(join(start, 'configurations'));
  const root = bundled ? start : join(start, '..', '..');
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return {
    version: manifest.version,
    isBuilt: bundled,
    pageDirectory: bundled ? join(root, 'page') : join(root, 'dist', 'page'),
    iconsDirectory: join(root, 'icons'),
    configurationsDirectory: join(root, 'configurations'),
  };
}
