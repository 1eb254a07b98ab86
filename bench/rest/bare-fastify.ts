import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('bare-fastify-program.ts', import.meta.url));

/** Runs with the URL of a bare Fastify in a process of its own, which makes JSON of the same objects for each request. */
export async function withBareFastify<Result>(json: string, use: (url: string) => Promise<Result>): Promise<Result> {
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  try {
    child.stdin.end(json);
    const [origin] = await Promise.race([
      once(child.stdout.setEncoding('utf8'), 'data'),
      exited.then(() => Promise.reject(new Error('The bare Fastify did not come up.'))),
    ]);
    return await use(`${String(origin).trim()}/instances`);
  } finally {
    child.kill();
    await exited;
  }
}
