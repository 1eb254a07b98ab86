import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { type ArbitraryRequest, arbitraryRequest, bodyText, requestBytes } from '../support/arbitrary-requests.ts';
import { proxyTo } from '../support/proxied-instance.ts';
import { RawClient } from '../support/proxy-client.ts';
import { until } from '../support/proxy-fixture.ts';
import { type ReadRequest, startRecordingInstance } from '../support/recording-instance.ts';

t.setTimeout(120_000);

t.test('whatever valid requests a client sends, in whatever pieces: the instance gets just them', async (t) => {
  const { upstream, recording } = await startRecordingInstance(t);
  const { port, cookie } = await proxyTo(t, upstream);
  const pieces = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(fc.array(arbitraryRequest, { minLength: 1, maxLength: 4 }), pieces, async (requests, sizes) => {
      recording.requests.length = 0;
      const last = requests.length - 1;
      const whole = requests.map((request, index) =>
        requestBytes(request, '/proxy/7', [
          'Host: h',
          `Cookie: ${cookie}`,
          ...(index === last ? ['Connection: close'] : []),
        ]),
      );
      const client = new RawClient(t, port);
      await sendInPieces(client, whole.join(''), sizes);
      await until(() => client.ended || client.closed, 'the last answer');
      assert.deepEqual(recording.requests.map(asSeen), requests.map(asSent));
      assert.deepEqual(recording.errors, []);
    }),
    { numRuns: 150, interruptAfterTimeLimit: 40_000 },
  );
  t.pass();
});

/** Cuts the bytes into pieces of these sizes, again and again. */
async function sendInPieces(client: RawClient, bytes: string, sizes: number[]): Promise<void> {
  client.socket.setNoDelay(true);
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    client.send(bytes.slice(at, at + size));
    at += size;
    await new Promise(setImmediate);
  }
}

interface Seen {
  method: string;
  target: string;
  headers: string[][];
  trailers: string[][];
  body: string;
  complete: boolean;
}

function asSeen(request: ReadRequest): Seen {
  const { method, target, body, complete } = request;
  const own = pairs(request.headers).filter(([name = '']) => /^(x(?!-forwarded|-proxy)|accept|via)/i.test(name));
  return { method, target, body, complete, headers: own, trailers: pairs(request.trailers) };
}

function asSent({ method, path, headers, body }: ArbitraryRequest): Seen {
  const trailers = body.kind === 'chunked' ? body.trailers : [];
  return { method, target: path, headers, trailers, body: bodyText(body), complete: true };
}

function pairs(flat: string[]): string[][] {
  return flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? '']] : []));
}
