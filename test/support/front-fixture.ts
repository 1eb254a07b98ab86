import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Test } from 'tap';
import type { ConnectionLimits } from '../../src/wire/connection-limits.ts';
import { createFrontServer } from '../../src/wire/front-server.ts';
import { ownAnswer } from '../../src/wire/own-answer.ts';
import type { RequestHandler } from '../../src/wire/request-handler.ts';
import { RawClient } from './proxy-client.ts';
import { until } from './until.ts';

/** A front server on a free port, which ends with the test; gives the port. */
export async function startFront(
  t: Test,
  handle: RequestHandler['handle'],
  limits: Partial<ConnectionLimits> = {},
): Promise<number> {
  const front = createFrontServer(
    {
      handle,
      refuse: (status, reason) => ownAnswer(status, {}, reason),
      broken: () => ownAnswer(500, {}, 'broken'),
    },
    limits,
  );
  await once(front.server.listen(0, '127.0.0.1'), 'listening');
  t.teardown(async () => {
    const retired = front.retire();
    front.destroy();
    await retired;
  });
  return (front.server.address() as AddressInfo).port;
}

/** Fails unless somebody else is answered at this moment. */
export async function othersAreServed(t: Test, port: number, path = '/others'): Promise<void> {
  const other = new RawClient(t, port).send(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  await until(() => other.ended, 'the answer to another client');
  t.match(other.received, /^HTTP\/1\.1 200 /, 'others are served');
  other.socket.destroy();
}
