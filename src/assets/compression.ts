import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip, zstdCompress } from 'node:zlib';
import type { Coding } from '../domain/content-coding.ts';

type Compress = (body: Buffer, options: object) => Promise<Buffer>;

const compressors: Record<Coding, Compress> = {
  br: promisify(brotliCompress) as Compress,
  zstd: promisify(zstdCompress) as Compress,
  gzip: promisify(gzip) as Compress,
};

/** While a browser waits: some 30 MB/s, and most of what can be had. */
export function compressQuickly(body: Buffer, coding: Coding): Promise<Buffer> {
  return compressors[coding](body, parameters(coding, body.length, false));
}

/**
 * As small as it gets, at 0.2 MB/s. In a process of its own that gives way to all others: it can be ended at once, and its
 * memory goes with it.
 *
 * @throws Error where the process could not do it, or `signal` ended it
 */
export async function compressWell(body: Buffer, coding: Coding, signal: AbortSignal): Promise<Buffer> {
  const job = JSON.stringify([methods[coding], parameters(coding, body.length, true)]);
  const child = spawn(process.execPath, ['-e', script, job], {
    env: {},
    cwd: '/',
    stdio: ['pipe', 'pipe', 'ignore'],
    signal,
    killSignal: 'SIGKILL',
  });
  const closed = once(child, 'close') as Promise<[number | null]>;
  if (child.pid !== undefined) yieldToOthers(child.pid);
  // It may end before it has read everything; its exit code tells.
  child.stdin.on('error', () => undefined);
  child.stdin.end(body);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [exitCode] = await closed;
  if (exitCode !== 0) throw new Error(`the compressing process ended with ${exitCode}`);
  return Buffer.concat(chunks);
}

const methods: Record<Coding, string> = { br: 'brotliCompressSync', zstd: 'zstdCompressSync', gzip: 'gzipSync' };
const script = `
const [method, options] = JSON.parse(process.argv[1]);
const body = require('node:fs').readFileSync(0);
process.stdout.write(require('node:zlib')[method](body, options));`;

function parameters(coding: Coding, length: number, well: boolean): object {
  if (coding === 'gzip') return { level: well ? 9 : 6, memLevel: 9 };
  if (coding === 'zstd') return { params: { [constants.ZSTD_c_compressionLevel]: well ? 19 : 6 } };
  return {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: well ? (length > slowestBytes ? 9 : 11) : 5,
      [constants.BROTLI_PARAM_LGWIN]: well ? 24 : 22,
      [constants.BROTLI_PARAM_SIZE_HINT]: length,
    },
  };
}

/** Beyond this the best level takes more than half a minute, and the next one is nearly as good. */
const slowestBytes = 6 * 1024 * 1024;

function yieldToOthers(pid: number): void {
  try {
    setPriority(pid, 19);
  } catch {
    // It may have ended already.
  }
}
