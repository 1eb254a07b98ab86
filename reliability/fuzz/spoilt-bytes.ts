import type { Chance } from '../chaos/random.ts';

/** The bytes (a character each) with one to four faults in them. */
export function spoil(chance: Chance, bytes: string): string {
  let spoilt = bytes;
  for (let count = chance.between(1, 4); count > 0; count -= 1) spoilt = chance.pick(faults)(chance, spoilt);
  return spoilt;
}

type Fault = (chance: Chance, bytes: string) => string;

/** Mostly in the head, where bytes mean something. */
function place(chance: Chance, bytes: string): number {
  return chance.between(0, chance.happens(0.8) ? Math.min(bytes.length, 400) : bytes.length);
}

function inserted(bytes: string, at: number, what: string): string {
  return bytes.slice(0, at) + what + bytes.slice(at);
}

const faults: Fault[] = [
  function flipByte(chance, bytes) {
    const at = place(chance, bytes);
    return bytes.slice(0, at) + String.fromCharCode(chance.between(0, 255)) + bytes.slice(at + 1);
  },
  function insertToken(chance, bytes) {
    return inserted(bytes, place(chance, bytes), chance.pick(tokens));
  },
  function insertLine(chance, bytes) {
    const at = bytes.indexOf('\r\n', place(chance, bytes));
    return at === -1 ? bytes : inserted(bytes, at + 2, `${chance.pick(lines)}\r\n`);
  },
  function removeSome(chance, bytes) {
    const at = place(chance, bytes);
    return bytes.slice(0, at) + bytes.slice(at + chance.between(1, 40));
  },
  function repeatSome(chance, bytes) {
    const at = place(chance, bytes);
    const some = bytes.slice(at, at + chance.between(1, 60));
    return inserted(bytes, at, some.repeat(chance.pick([1, 2, 50, 1500])).slice(0, 100_000));
  },
  function cutOff(chance, bytes) {
    return bytes.slice(0, place(chance, bytes));
  },
  function otherLineEnds(chance, bytes) {
    return bytes.replaceAll('\r\n', chance.pick(['\n', '\r', '\r\r\n', '\n\r', '\r\n ']));
  },
  function otherVersion(chance, bytes) {
    return bytes.replace(
      /HTTP\/1\.[01]/,
      chance.pick(['HTTP/0.9', 'HTTP/1.2', 'HTTP/2', 'http/1.1', 'HTTP/1.1 ', 'HTTP/11', 'ICY/1.0', '']),
    );
  },
  function otherLength(chance, bytes) {
    return bytes.replace(/Content-Length: \d+/, `Content-Length: ${chance.pick(lengths)}`);
  },
];

const tokens = [
  '\0',
  '\r',
  '\n',
  '\r\n',
  '\r\n\r\n',
  ' ',
  '\t',
  ':',
  ';',
  ',',
  '%',
  '\x7f',
  '\x80',
  '\xff',
  '0\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
  'ffffffffffffffff\r\n',
  '1;\r\n',
  '\u0016\u0003\u0001',
];
const lines = [
  'Host: other',
  'Host:',
  'Content-Length: 0',
  'Content-Length: 7',
  'Content-Length : 7',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: identity',
  'Transfer-Encoding: gzip, chunked',
  'Transfer-Encoding:\x0bchunked',
  'Transfer-Encoding: ',
  ' folded',
  '\tfolded',
  ':',
  'no colon',
  'A\0: b',
  'Connection: close, upgrade, content-length, host',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Expect: 100-continue',
  'Trailer: Content-Length',
  `Long: ${'x'.repeat(70_000)}`,
  Array.from({ length: 5000 }, (_, index) => `H${index}: 1`).join('\r\n'),
];
const lengths = [
  '-1',
  '+1',
  '1e1',
  '0x10',
  '99999999999999999999999',
  '1, 1',
  '1 1',
  '',
  '1\t',
  '4294967297',
  '1000000000',
];
