import { readFile } from 'node:fs/promises';
import { arch, release, type } from 'node:os';

/** The system as people know it, and its kernel: "Debian GNU/Linux 12 (bookworm), Linux 6.1.0-18-amd64, x64". */
export async function describeOperatingSystem(releaseFile = '/etc/os-release'): Promise<string> {
  const text = await readFile(releaseFile, 'utf8').catch(() => '');
  const name = /^PRETTY_NAME="?([^"\n]+)/m.exec(text)?.[1];
  return [...(name === undefined ? [] : [name]), `${type()} ${release()}`, arch()].join(', ');
}
