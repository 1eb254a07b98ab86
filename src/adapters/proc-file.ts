import { open } from 'node:fs/promises';

/**
 * Reads a file of /proc as latin1 text, in pieces. Such a file tells no size and gives one page at a time, and for each page
 * node:fs would take another 64 kB: of a process that maps a thousand files 1 MB or more.
 * @throws the system's error
 */
export async function readProcFile(path: string): Promise<string> {
  const file = await open(path);
  try {
    const buffer = Buffer.allocUnsafeSlow(bufferBytes);
    let text = '';
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, bufferBytes, null);
      if (bytesRead === 0) return text;
      text += buffer.toString('latin1', 0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
const bufferBytes = 16 * 1024;
