import type { Socket } from 'node:net';
import { type Chance, chanceOf } from '../chaos/random.ts';

/** Writes what stands for an answer, the same for the same number, and perhaps ends or breaks off the connection. */
export function garbageAnswer(number: number, socket: Socket): void {
  const chance = chanceOf(number);
  const text = chance.pick(answers)(chance);
  const cutAt = chance.happens(0.2) ? chance.between(0, text.length) : text.length;
  socket.write(flipped(chance, text.slice(0, cutAt)), 'latin1');
  const end = chance.between(0, 9);
  if (end < 5) socket.end();
  else if (end === 5) socket.resetAndDestroy();
  else if (end === 6) socket.destroy();
  // Else it stays open: the proxy has to know where the answer ends, or its client gives up.
}

const spaces = ' '.repeat(60_000);
const line = 'HTTP/1.1 200 OK\r\n';

/** Each gives a character for each byte. */
const answers: ((chance: Chance) => string)[] = [
  (chance) => randomBytes(chance, chance.between(0, 2000)),
  (chance) => `${line}${randomBytes(chance, 300)}\r\n\r\n${randomBytes(chance, 300)}`,
  (chance) => `${chance.pick(statusLines)}\r\nContent-Length: 2\r\n\r\nok`,
  (chance) => `${line}Content-Length: ${chance.pick(lengths)}\r\n\r\nhello`,
  (chance) => `${line}${chance.pick(headerLines)}\r\n${chance.pick(headerLines)}\r\nContent-Length: 2\r\n\r\nok`,
  (chance) => `${line}Transfer-Encoding: ${chance.pick(codings)}\r\n\r\n${chunks(chance)}`,
  (chance) => `${line}Transfer-Encoding: chunked\r\n\r\n${chunks(chance)}${line}Content-Length: 3\r\n\r\ntwo`,
  () => `${line}Content-Length: 3\r\n\r\none${line}Content-Length: 3\r\n\r\ntwo`,
  (chance) =>
    `${`HTTP/1.1 ${chance.pick(['100', '102', '103', '199'])} X\r\nA: b\r\n\r\n`.repeat(chance.between(1, 3000))}${line}Content-Length: 2\r\n\r\nok`,
  () => 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nfree speech',
  (chance) => `HTTP/1.1 ${chance.pick(['204', '304'])} X\r\nContent-Length: 5\r\n\r\nhello`,
  () => `${line}X: ${'x'.repeat(70_000)}`,
  () => `${line}${'A: b\r\n'.repeat(10_000)}\r\nok`,
  () => `${line}Transfer-Encoding: chunked\r\n\r\n1;${'e'.repeat(70_000)}`,
  () => `${line}Transfer-Encoding: chunked\r\n\r\n0\r\n${'T: x\r\n'.repeat(20_000)}`,
  () => '\r\n'.repeat(20_000),
  () => `HTTP/1.0 200 OK\r\n\r\n${'old '.repeat(500)}`,
  () => `${line}Content-Type: text/javascript\r\nContent-Length: 2000\r\n\r\n${'a'.repeat(2000)}`,
  () => `${line}Content-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\nnot gzip.`,
  () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  () => 'SSH-2.0-OpenSSH_9.2\r\n',
];

const statusLines = [
  'HTTP/1.1 99 X',
  'HTTP/1.1 600 X',
  'HTTP/1.1 999',
  'HTTP/1.1 200',
  'HTTP/1.1 0200 OK',
  'HTTP/1.1  200 OK',
  'HTTP/2 200 OK',
  'HTTP/0.9 200 OK',
  'HTTP/1.1 200 \xff\xfe',
  'http/1.1 200 OK',
  'HTTP/1.1 -1 OK',
  'HTTP/1.1 500 Own',
  '',
];
const lengths = [
  '5',
  '4',
  '6',
  '-1',
  '+5',
  '5, 5',
  '05',
  '5 5',
  '0x5',
  '1e1',
  '99999999999999999999',
  '',
  ' ',
  '5\r\nContent-Length: 6',
];
const codings = [
  'chunked',
  'Chunked',
  'chunked, chunked',
  'gzip',
  'gzip, chunked',
  'chunked, gzip',
  'identity',
  `a${spaces}b`,
  ',',
  'chunked\r\nContent-Length: 3',
];
const headerLines = [
  `Set-Cookie: a=1; path=/x${spaces}y`,
  `Set-Cookie: ${'a=b;'.repeat(10_000)}`,
  'Set-Cookie: trame_manager_x=1',
  'Set-Cookie: _xsrf=\x80; Path=/; Domain=x',
  'Set-Cookie: =; Path',
  `Location: ${'../'.repeat(10_000)}`,
  'Location: //x\\y/../z',
  'Location: http://[::1',
  `Location: /${'%2e'.repeat(10_000)}`,
  'Location:',
  `Connection: ${'a,'.repeat(20_000)}`,
  'Connection: content-length, set-cookie',
  `Cache-Control: ${'max-age = '.repeat(5_000)}`,
  'Content-Type: text/html; charset=utf-7',
  `Vary: ${spaces}x`,
  'ETag: "',
  'Trailer: Content-Length',
  ' folded: x',
  'no colon',
  ': no name',
  'a b: c',
  'A: \0',
  'A: b\rC: d',
  'A: b\nC: d',
  'Service-Worker-Allowed: /',
];

function chunks(chance: Chance): string {
  const all = [
    '5\r\nhello\r\n',
    '5;a=b\r\nhello\r\n',
    '05\r\nhello\r\n',
    '5\r\nhelloo\r\n',
    'g\r\n',
    '-1\r\n',
    'fffffffffffff\r\nx',
    '5\nhello\n',
    '\r\n',
    '0\r\n\r\n',
    '0\r\nA: b\r\n\r\n',
    '0\r\nSet-Cookie: a=b\r\n\r\n',
    '0\r\n',
  ];
  return Array.from({ length: chance.between(1, 5) }, () => chance.pick(all)).join('');
}

function randomBytes(chance: Chance, length: number): string {
  return String.fromCharCode(...Array.from({ length }, () => chance.between(0, 255)));
}

function flipped(chance: Chance, text: string): string {
  if (text === '' || !chance.happens(0.2)) return text;
  const at = chance.between(0, Math.min(text.length - 1, 200));
  return text.slice(0, at) + randomBytes(chance, 1) + text.slice(at + 1);
}
