import { isUtf8 } from 'node:buffer';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { codeOf } from './error-code.ts';
import { maximumDocumentBytes, parseYamlDocument, tooLarge, type YamlDocument } from './yaml-document.ts';
import { DocumentError, wholeFile } from './yaml-document-problem.ts';

/**
 * Reads and parses a YAML file. Never waits for a FIFO and never reads more than the largest size taken.
 * @throws DocumentError for whatever keeps it from being used
 */
export async function readYamlDocument(file: string): Promise<YamlDocument> {
  const bytes = await readBounded(file);
  if (!isUtf8(bytes)) {
    const line = firstLineThatIsNotUtf8(bytes);
    throw new DocumentError({ line, column: 1, message: 'The file is not UTF-8.', hint: 'Save it as UTF-8.' });
  }
  return parseYamlDocument(bytes.toString('utf8'));
}

/** The sentence for an error of the file system: `fileErrorMessage({code: "EACCES"})` -> "You may not read it." */
export function fileErrorMessage(error: unknown): string {
  const code = codeOf(error);
  return fileErrors[code] ?? `It cannot be read (${code || 'unknown error'}).`;
}

const fileErrors: Record<string, string> = {
  EACCES: 'You may not read it: its permissions, or those of a directory above it, forbid it.',
  EPERM: 'You may not read it.',
  ENOENT: 'It is not there.',
  ENOTDIR: 'It is not there: a part of its path is no directory.',
  ELOOP: 'Its symbolic links lead in a circle.',
  EISDIR: 'It is a directory, not a file.',
  ENXIO: 'It is no regular file.',
  EMFILE: 'Too many files are open; it is read again soon.',
  ESTALE: 'Its network file system has lost it; it is read again soon.',
  EIO: 'Its file system reports an error.',
};

async function readBounded(file: string): Promise<Buffer> {
  let handle: FileHandle | null = null;
  try {
    // O_NONBLOCK: opening a FIFO that nobody writes to would wait for ever.
    handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    const status = await handle.stat();
    if (status.isDirectory()) throw refused('It is a directory, not a file.');
    if (!status.isFile()) throw refused('It is no regular file.');
    if (status.size > maximumDocumentBytes) throw refused(tooLarge);
    const bytes = Buffer.allocUnsafe(maximumDocumentBytes + 1);
    const length = await fill(handle, bytes);
    if (length > maximumDocumentBytes) throw refused(tooLarge);
    return bytes.subarray(0, length);
  } catch (error) {
    if (error instanceof DocumentError) throw error;
    throw new DocumentError(wholeFile(fileErrorMessage(error)), { cause: error, fromFileSystem: true });
  } finally {
    await handle?.close();
  }
}

/** A read may return less than there is, so it is repeated until the end or until the buffer is full. */
async function fill(handle: FileHandle, bytes: Buffer): Promise<number> {
  let length = 0;
  while (length < bytes.length) {
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return length;
}

function refused(message: string): DocumentError {
  return new DocumentError(wholeFile(message));
}

/** Lines count from 1. No byte of a longer UTF-8 sequence is a line feed, so lines can be checked one by one. */
function firstLineThatIsNotUtf8(bytes: Buffer): number {
  let start = 0;
  for (let line = 1; ; line++) {
    const end = bytes.indexOf(0x0a, start);
    if (end < 0 || !isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
  }
}
