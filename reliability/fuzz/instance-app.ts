/**
 * An instance for the fuzzer, run by the daemon: `node instance-app.ts echo|garbage|silent`. It listens on `$PORT` or
 * `$UNIX_SOCKET`.
 *
 * - `echo` answers each request with its own request line, and sends back what comes in an upgraded connection;
 * - `garbage` answers with whatever the number in the path leads to, mostly no HTTP at all;
 * - `silent` reads the head of a request and then nothing more, and never answers.
 */
import http from 'node:http';
import net from 'node:net';
import { garbageAnswer } from './garbage-answers.ts';

const ready = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok';
const [role = 'echo'] = process.argv.slice(2);
const server = role === 'echo' ? echoServer() : rawServer(role === 'garbage');
if (process.env.UNIX_SOCKET) server.listen(process.env.UNIX_SOCKET);
else server.listen(Number(process.env.PORT), '127.0.0.1');

function echoServer(): http.Server {
  const echo = http.createServer({ requestTimeout: 0, maxHeaderSize: 128 * 1024 }, (request, response) => {
    request.on('error', () => undefined).resume();
    request.on('end', () => response.end(`${request.method} ${request.url}`));
  });
  echo.on('upgrade', (_request, socket, head) => {
    socket.on('error', () => undefined);
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    socket.write(head);
    socket.pipe(socket);
  });
  echo.on('clientError', (_error, socket) => socket.destroy());
  return echo;
}

function rawServer(answers: boolean): net.Server {
  return net.createServer({ allowHalfOpen: true }, (socket) => {
    let text = '';
    socket.on('error', () => undefined).on('end', () => socket.end());
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      if (!text.includes('\r\n\r\n')) return;
      const path = text.split(' ', 2)[1] ?? '';
      text = '';
      if (path === '/ready') socket.end(ready);
      else if (answers) garbageAnswer(Number(/\d+/.exec(path)?.[0] ?? 0), socket);
      else socket.pause();
    });
  });
}
