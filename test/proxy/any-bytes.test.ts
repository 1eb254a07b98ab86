import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { proxyTo } from '../support/proxied-instance.ts';
import { ask, RawClient } from '../support/proxy-client.ts';
import { until } from '../support/proxy-fixture.ts';
import { type ReadRequest, readRequests, startRecordingInstance } from '../support/recording-instance.ts';

t.setTimeout(120_000);

/** Pieces of HTTP, right and wrong, of which nonsense is made that gets far into a reader. */
const tokens = [
  'GET /proxy/7/a HTTP/1.1\r\n',
  'POST /proxy/7/b HTTP/1.1\r\n',
  'PUT /proxy/7/c HTTP/1.0\r\n',
  'HEAD /proxy/7/d HTTP/1.1\r\n',
  'Host: x\r\n',
  'COOKIE\r\n',
  'Content-Length: 5\r\n',
  'Content-Length: 0\r\n',
  'content-length : 5\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Transfer-Encoding: identity\r\n',
  'Transfer-Encoding:\tCHUNKED \r\n',
  'Transfer-Encoding: gzip, chunked\r\n',
  'Connection: close\r\n',
  'Connection: keep-alive, content-length\r\n',
  'Expect: 100-continue\r\n',
  'Trailer: X\r\n',
  'A: b\r\n',
  ' folded\r\n',
  '\r\n',
  '\n',
  '\r',
  '\0',
  'h(llo',
  '5\r\nh(llo\r\n',
  '5;ext="q\\"uoted"\r\nh(llo\r\n',
  '05\r\nh(llo\r\n',
  '0\r\n\r\n',
  '0\r\nX: 1\r\n\r\n',
  '0\r\nContent-Length: 5\r\n\r\n',
  'ffffffffffffffff\r\n',
  '\xff\x80',
];
const request = ['GET /proxy/7/ok HTTP/1.1\r\n', 'Host: x\r\n', 'COOKIE\r\n', '\r\n'];
const counted = [
  'POST /proxy/7/ok HTTP/1.1\r\n',
  'Host: x\r\n',
  'COOKIE\r\n',
  'Content-Length: 5\r\n',
  '\r\n',
  'h(llo',
];
const chunked = [
  'POST /proxy/7/ok HTTP/1.1\r\n',
  'Host: x\r\n',
  'COOKIE\r\n',
  'Transfer-Encoding: chunked\r\n',
  '\r\n',
  '5\r\nh(llo\r\n',
  '0\r\n\r\n',
];
const message = fc.constantFrom(request, counted, chunked);
/** A valid message into which tokens are put, or from which some are taken. */
const spoilt = fc
  .tuple(message, fc.array(fc.tuple(fc.nat(8), fc.constantFrom(...tokens), fc.boolean()), { maxLength: 3 }))
  .map(([parts, changes]) => {
    const list = [...parts];
    for (const [place, token, replaces] of changes) list.splice(place, replaces ? 1 : 0, token);
    return list.join('');
  });
const garbage = fc.oneof(
  { weight: 6, arbitrary: fc.array(spoilt, { minLength: 1, maxLength: 4 }).map((list) => list.join('')) },
  { weight: 2, arbitrary: fc.array(fc.constantFrom(...tokens), { maxLength: 20 }).map((list) => list.join('')) },
  {
    weight: 1,
    arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  },
);
/** A byte that is changed anywhere. (None beyond ASCII: in a path they pass here, and llhttp refuses them.) */
const changed = fc.constantFrom('\r', '\n', ' ', '\t', ':', '0', ';', '\0', 'x', '\x7f');
const flips = fc.array(fc.tuple(fc.nat(2000), changed), { maxLength: 2 });

t.test(
  'whatever bytes a client sends, the instance reads no request in them that a strict reader does not',
  async (t) => {
    const { upstream, recording } = await startRecordingInstance(t);
    const { port, cookie } = await proxyTo(t, upstream);
    let passed = 0;
    await fc.assert(
      fc.asyncProperty(garbage, flips, async (text, changes) => {
        let bytes = text.replaceAll('COOKIE\r\n', `Cookie: ${cookie}\r\n`);
        for (const [place, character] of changes) {
          if (place < bytes.length) bytes = bytes.slice(0, place) + character + bytes.slice(place + 1);
        }
        const { requests: strict, errors } = await readRequests(bytes);
        recording.requests.length = 0;
        const client = new RawClient(t, port).send(bytes);
        const due = strict.filter(({ complete }) => complete).length;
        const answers = () => client.received.match(/HTTP\/1\.1 [2-5]\d\d/g)?.length ?? 0;
        await until(() => client.ended || client.closed || answers() >= due, 'answers or a refusal');
        client.socket.end();
        await until(() => client.ended || client.closed, 'the end');
        client.socket.destroy();
        const seen = [...recording.requests];
        passed += seen.filter(({ complete }) => complete).length;
        assert.ok(isExplained(seen, strict, errors), JSON.stringify({ bytes, seen, strict, errors }, null, 1));
      }),
      { numRuns: 500, interruptAfterTimeLimit: 40_000 },
    );
    t.ok(passed > 50, `${passed} requests got through: the bytes are not all nonsense`);
    t.equal((await ask(port, '/proxy/7/', { cookie })).text, 'ok', 'and all goes on');
  },
);

/**
 * Whether each request that was seen is one of those sent, in their order; of a broken one the body may be a beginning. Here
 * any word passes as a method and any path, to an instance's own judgement; llhttp stops at those that it does not know, and
 * says nothing about what follows.
 */
function isExplained(seen: ReadRequest[], sent: ReadRequest[], errors: string[]): boolean {
  let at = 0;
  for (const request of seen) {
    const found = sent.findIndex((other, index) => index >= at && isSame(request, other));
    if (found === -1) return errors.includes('HPE_INVALID_METHOD') || errors.includes('HPE_INVALID_URL');
    at = found + 1;
  }
  return true;
}

function isSame(seen: ReadRequest, sent: ReadRequest): boolean {
  if (seen.method !== sent.method || `/proxy/7${seen.target}` !== sent.target) return false;
  return seen.complete ? sent.complete && seen.body === sent.body : sent.body.startsWith(seen.body);
}
