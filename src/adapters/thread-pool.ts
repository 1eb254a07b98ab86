import { stat } from 'node:fs';

/**
 * Gives this process more threads for files and names than Node's four, and no process that it starts: a file system that does
 * not answer holds a thread for each question, and with all of them held nothing else could be read. To be called before
 * the first file is read asynchronously; a number that the user chose (`UV_THREADPOOL_SIZE`) stays.
 */
export function widenThreadPool(threads = 16): void {
  if (process.env.UV_THREADPOOL_SIZE) return;
  process.env.UV_THREADPOOL_SIZE = String(threads);
  // libuv reads the variable when it gets the first piece of work.
  stat('/', () => undefined);
  delete process.env.UV_THREADPOOL_SIZE;
}
