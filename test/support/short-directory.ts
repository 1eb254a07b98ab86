import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new directory with a short path, as sockets need (107 bytes); removed after the test. */
export function shortDirectory(t: { teardown(handler: () => unknown): void }): string {
  const directory = mkdtempSync(join(tmpdir(), 'tm-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
