import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { listenOnPort, listenOnSocket } from '../../src/adapters/listening.ts';
import { shortDirectory } from '../support/short-directory.ts';

function server(t: { teardown(handler: () => unknown): void }) {
  const server = createServer();
  t.teardown(() => server.close());
  return server;
}

t.test('the socket has mode 0600 and its new directory 0700', async (t) => {
  const path = join(shortDirectory(t), 'new', 'socket');
  await listenOnSocket(server(t), path);
  t.equal(statSync(path).mode & 0o777, 0o600);
  t.equal(statSync(join(path, '..')).mode & 0o777, 0o700);
});

t.test('the socket of a killed daemon is replaced', async (t) => {
  const path = join(shortDirectory(t), 'socket');
  const script = 'require("net").createServer().listen(process.argv[1], () => console.log("up"))';
  const child = spawn(process.execPath, ['-e', script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  t.ok(existsSync(path), 'the file was left behind');
  await listenOnSocket(server(t), path);
});

t.test('the socket of a daemon that answers is refused and stays', async (t) => {
  const path = join(shortDirectory(t), 'socket');
  const other = createServer().listen(path);
  t.teardown(() => other.close());
  await once(other, 'listening');
  await t.rejects(listenOnSocket(server(t), path), /Another daemon listens/);
  t.ok(existsSync(path));
});

t.test('what is no socket is never removed', async (t) => {
  const path = join(shortDirectory(t), 'thesis.txt');
  writeFileSync(path, 'three years of work');
  await t.rejects(listenOnSocket(server(t), path), { name: 'UsageError', message: /is no socket/ });
  t.equal(statSync(path).size, 19);
});

t.test('a path that the kernel cannot take is refused with the limit', async (t) => {
  await t.rejects(listenOnSocket(server(t), `/tmp/${'x'.repeat(120)}`), { name: 'UsageError', message: /allows 107/ });
});

t.test('a port in use and a foreign address are explained', async (t) => {
  const other = createServer().listen(0, '127.0.0.1');
  t.teardown(() => other.close());
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  await t.rejects(listenOnPort(server(t), '127.0.0.1', port), /is in use/);
  await t.rejects(listenOnPort(server(t), '192.0.2.1', 0), /no address of this machine/);
});
