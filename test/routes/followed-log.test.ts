import { EventEmitter, getEventListeners } from 'node:events';
import type { WebSocket } from '@fastify/websocket';
import type { FastifyRequest } from 'fastify';
import t from 'tap';
import { followIntoSocket } from '../../src/routes/followed-log.ts';
import type { LogReader } from '../../src/services/ports.ts';

/** What a follower needs of a websocket. */
class SocketStub extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  /** What was sent and has not left yet. */
  waiting: (() => void)[] = [];

  send(_text: string, sent: () => void): void {
    this.waiting.push(sent);
  }

  close(): void {
    this.readyState = 3;
  }
}

function follow(follower: LogReader['follow']) {
  const socket = new SocketStub();
  const logs = { follow: follower } as LogReader;
  const options = { logs, fileOf: () => '/log', tail: undefined, missing: '' };
  followIntoSocket(socket as unknown as WebSocket, {} as FastifyRequest, options);
  return socket;
}

t.test('a log that is followed for days leaves nothing behind with each line', async (t) => {
  const { promise, resolve } = Promise.withResolvers<number>();
  const socket = follow(async (_file, _lines, signal, onText) => {
    await null;
    for (let count = 0; count < 200; count += 1) {
      const sent = onText('line\n');
      for (const done of socket.waiting.splice(0)) done();
      await sent;
    }
    resolve(getEventListeners(signal, 'abort').length);
  });
  t.ok((await promise) <= 1, 'no listener for each text');
});

t.test('a reader that leaves while a text waits ends the following', async (t) => {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = follow(async (_file, _lines, signal, onText) => {
    await onText('line\n');
    resolve(signal.aborted);
  });
  socket.emit('close');
  t.ok(await promise);
});
