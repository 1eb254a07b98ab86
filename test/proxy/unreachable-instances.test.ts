import { createServer } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { ask } from '../support/proxy-client.ts';
import { anInstance, startProxy, startRawServer } from '../support/proxy-fixture.ts';
import { shortDirectory } from '../support/short-directory.ts';

t.test('an instance that refuses, breaks off or talks nonsense is a 502 with a page or a problem', async (t) => {
  const closing = await startRawServer(t, (socket) => socket.once('data', () => socket.destroy()));
  const nonsense = await startRawServer(t, (socket) => socket.once('data', () => socket.end('SSH-2.0-OpenSSH\r\n')));
  const silent = await startRawServer(t, (socket) => socket.once('data', () => socket.end()));
  const fixture = await startProxy(t);
  await fixture.add(anInstance(7, { kind: 'tcp', host: '127.0.0.1', port: 1 }));
  await fixture.add(anInstance(8, { kind: 'unix', path: '/nowhere/socket' }));
  await fixture.add(anInstance(9, closing));
  await fixture.add(anInstance(10, nonsense));
  await fixture.add(anInstance(11, silent));
  for (const number of [7, 8, 9, 10, 11]) {
    const cookie = await fixture.letIn(`id${number}`);
    const path = `/proxy/${number}/`;
    const problem = await ask(fixture.port, path, { cookie });
    t.equal(problem.status, 502);
    t.match(JSON.parse(problem.text), { code: 'instance_unreachable' });
    const page = await ask(fixture.port, path, { cookie, headers: { Accept: 'text/html' } });
    t.match(page.text, '<h1>run 1 does not answer</h1>');
    const upload = await ask(fixture.port, path, { cookie, method: 'POST', body: 'x'.repeat(300_000) });
    t.equal(upload.status, 502);
  }
});

t.test('a port that another user has by now gets nothing, and a socket file is not asked about', async (t) => {
  let received = '';
  const taken = await startRawServer(t, (socket) => {
    socket.on('data', (bytes) => {
      received += bytes;
    });
  });
  const path = join(shortDirectory(t), 'app.sock');
  const own = createServer((socket) =>
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')),
  ).listen(path);
  t.teardown(() => own.close());
  const fixture = await startProxy(t, { admits: async () => false });
  await fixture.add(anInstance(7, taken));
  await fixture.add(anInstance(8, { kind: 'unix', path }));
  const answer = await ask(fixture.port, '/proxy/7/secret', { cookie: await fixture.letIn('id7') });
  t.equal(answer.status, 502);
  t.equal(received, '');
  t.match(fixture.logged(), /belongs to nobody or to another user/);
  t.equal((await ask(fixture.port, '/proxy/8/', { cookie: await fixture.letIn('id8') })).text, 'ok');
});
