import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { whyNotWritten } from './write-failure.ts';

/** Why a directory (made where it is missing) cannot be written, in words; null when it can. Leaves nothing behind. */
export async function probeWritable(directory: string): Promise<string | null> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const probe = await mkdtemp(join(directory, 'probe-'));
    try {
      await writeFile(join(probe, 'file'), 'x'.repeat(4096));
    } finally {
      await rm(probe, { recursive: true, force: true });
    }
    return null;
  } catch (error) {
    return whyNotWritten(error);
  }
}
