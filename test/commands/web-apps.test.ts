import { readdirSync } from 'node:fs';
import t from 'tap';
import { WebSocket } from 'ws';
import { writeApp } from '../support/app-files.ts';
import { startDaemon, waitUntil } from '../support/daemon.ts';
import { shortDirectory } from '../support/short-directory.ts';

/** A service that answers with its address and its full path, and echoes websocket messages. */
const server = `const { createServer } = require('node:http');
const { WebSocketServer } = require(process.env.WS_PACKAGE);
const { PORT, UNIX_SOCKET, BASE_URL } = process.env;
const app = createServer((request, response) =>
  response.end(JSON.stringify({ socket: UNIX_SOCKET ?? null, port: PORT ?? null, base: BASE_URL, url: request.url })));
new WebSocketServer({ server: app }).on('connection', (socket) => socket.on('message', (text) => socket.send(String(text))));
app.listen(UNIX_SOCKET ? { path: UNIX_SOCKET } : { port: Number(PORT), host: '127.0.0.1' });
`;

const app = (more: string) => `name: Service
kind: web
command: exec ${process.execPath} $APP_DIRECTORY/server.cjs
environment: {WS_PACKAGE: ${new URL('../../node_modules/ws', import.meta.url).pathname}}
${more}`;

for (const [where, more] of Object.entries({ 'a port': '', 'a unix socket': 'unix_socket: true\n' })) {
  for (const absolute of [false, true]) {
    t.test(`a web app on ${where}, asked by its ${absolute ? 'full' : 'own'} path`, async (t) => {
      const home = shortDirectory(t);
      writeApp(home, 'service', app(`${more}absolute_url: ${absolute}\n`), { 'server.cjs': server });
      const daemon = await startDaemon(t, { home });
      const launched = (await daemon.call('POST', 'api/v1/apps/service/instances', {})).json;
      const instance = async () => (await daemon.call('GET', `api/v1/instances/${launched.id}`)).json;
      await waitUntil(async () => (await instance()).state === 'ready', 'it to be ready');
      const { url } = (await daemon.call('POST', `api/v1/instances/${launched.id}/links`)).json;
      const opened = await daemon.call('GET', url);
      const cookie = opened.headers.getSetCookie().map((header) => header.split(';')[0])[absolute ? 1 : 0] ?? '';
      const [prefix = ''] = url.split('?');
      t.match(prefix, absolute ? /^\/proxy\/absolute\/\d+\/$/ : /^\/proxy\/\d+\/$/);
      const answer = (await daemon.call('GET', `${prefix}a%2Fb?c`, undefined, { cookie })).json;
      t.equal(answer.url, absolute ? `${prefix}a%2Fb?c` : '/a%2Fb?c');
      t.equal(answer.base, prefix);
      t.equal(answer.socket !== null, where === 'a unix socket');
      const headers = { cookie, authorization: `Bearer ${daemon.token}` };
      const socket = new WebSocket(new URL(`${prefix}ws`, daemon.url.replace('http:', 'ws:')), { headers });
      const echoed = new Promise((resolve) => socket.once('message', (text) => resolve(String(text))));
      socket.once('open', () => socket.send('hello'));
      t.equal(await echoed, 'hello');
      socket.terminate();
      t.equal((await daemon.call('DELETE', `api/v1/instances/${launched.id}`)).status, 204);
      if (answer.socket !== null) t.throws(() => readdirSync(answer.socket), { code: 'ENOENT' }, 'nothing is left');
    });
  }
}
