import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { createPortBook } from '../../src/adapters/free-port.ts';

const none: ReadonlySet<number> = new Set();

async function makeRuntime(): Promise<string> {
  const runtime = await mkdtemp('/tmp/trame-manager-test-');
  t.teardown(() => rm(runtime, { recursive: true, force: true }));
  return runtime;
}

t.test('two daemons that reserve at once never get the same port', async (t) => {
  const runtime = await makeRuntime();
  const books = [createPortBook(runtime), createPortBook(runtime)];
  const wanted = [28_111, 28_112, 28_113];
  const ports = await Promise.all(Array.from({ length: 60 }, (_, at) => books[at % 2]?.reserve(wanted, none)));
  t.equal(new Set(ports).size, 60);
  t.ok(
    wanted.every((port) => ports.includes(port)),
    'the preferred ones are given out, once each',
  );
});

t.test('a port on which something listens is not given out, at whatever address', async (t) => {
  const book = createPortBook(await makeRuntime());
  for (const host of ['127.0.0.1', '0.0.0.0', '::1']) {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    t.not(await book.reserve([port], none), port, host);
    server.close();
  }
});

t.test('avoided ports are not given out, released ones are', async (t) => {
  const book = createPortBook(await makeRuntime());
  t.not(await book.reserve([28_211], new Set([28_211])), 28_211);
  t.equal(await book.reserve([28_211], none), 28_211);
  t.not(await book.reserve([28_211], none), 28_211);
  await book.release(28_211);
  t.equal(await book.reserve([28_211], none), 28_211);
});

t.test('ports lie where the kernel does not take them for outgoing connections', async (t) => {
  const { readFile } = await import('node:fs/promises');
  const low = Number.parseInt(await readFile('/proc/sys/net/ipv4/ip_local_port_range', 'utf8'), 10);
  if (low < 21_001) return t.pass('this machine leaves too few');
  const book = createPortBook(await makeRuntime());
  for (let at = 0; at < 20; at += 1) {
    const port = await book.reserve([], none);
    t.ok(port >= 20_000 && port < low, String(port));
  }
});

t.test('reservations of daemons that are gone are void, half-written ones for a while not', async (t) => {
  const runtime = await makeRuntime();
  await mkdir(join(runtime, 'ports'));
  await writeFile(join(runtime, 'ports', '28311'), JSON.stringify({ pid: process.pid, startTicks: 1 }));
  await writeFile(join(runtime, 'ports', '28312'), '');
  const book = createPortBook(runtime);
  t.equal(await book.reserve([28_311], none), 28_311);
  t.not(await book.reserve([28_312], none), 28_312);
  t.ok((await readdir(join(runtime, 'ports'))).includes('28312'));
});

t.test('reservations of daemons that are gone do not stay', async (t) => {
  const runtime = await makeRuntime();
  const ports = join(runtime, 'ports');
  const port = await createPortBook(runtime).reserve([], none);
  await writeFile(join(ports, '28120'), JSON.stringify({ pid: 2 ** 22 + 1, startTicks: 5 }));
  createPortBook(runtime);
  const deadline = Date.now() + 20_000;
  let left = await readdir(ports);
  while (left.length > 1 && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    left = await readdir(ports);
  }
  t.strictSame(left, [String(port)], 'that of one that runs does');
});
