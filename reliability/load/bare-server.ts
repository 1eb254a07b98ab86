/**
 * What any server of Node would take on this machine beside the same load: answers a GET with a line, and a PUT once its body is
 * kept as the daemon keeps a record, written aside, made sure of and put in place. Takes a BareOrder over IPC, answers its port.
 */
import { once } from 'node:events';
import { open, rename } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';

export interface BareOrder {
  /** An empty directory on the disk that the daemon writes to. */
  directory: string;
}

let kept = 0;

async function keep(directory: string, request: IncomingMessage): Promise<void> {
  const body = await json(request);
  kept += 1;
  const aside = join(directory, `${kept}.new`);
  const file = await open(aside, 'wx', 0o600);
  await file.writeFile(JSON.stringify(body));
  await file.sync();
  await file.close();
  await rename(aside, join(directory, 'kept.json'));
  const parent = await open(directory);
  await parent.sync();
  await parent.close();
}

if (process.send !== undefined) {
  process.once('disconnect', () => process.exit());
  const [{ directory }] = (await once(process, 'message')) as [BareOrder];
  const server = createServer(async (request, response) => {
    if (request.method === 'PUT') await keep(directory, request);
    response.setHeader('content-type', 'application/json').end('{"version":"1"}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.send({ port: (server.address() as AddressInfo).port });
}
