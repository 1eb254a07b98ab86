import type { Chance } from '../chaos/random.ts';
import { type FuzzedInstance, pathWord, type Surroundings } from './surroundings.ts';

/** A websocket handshake, and the frames that follow when it is agreed to. */
export interface FuzzUpgrade {
  bytes: string;
  frames: Buffer[];
  /** Whether an answer must come. */
  isAnswered: boolean;
}

export function upgradeRequest(chance: Chance, around: Surroundings): FuzzUpgrade {
  const { echo, unix, garbage, silent, ended } = around;
  const instance = chance.happens(0.5) ? chance.pick([echo, unix, garbage, silent, ended]) : null;
  const target = instance === null ? ownTarget(chance, around) : instanceTarget(chance, instance, instance === garbage);
  const lines = [
    `${chance.happens(0.95) ? 'GET' : chance.pick(['POST', 'HEAD', 'get'])} ${target} HTTP/1.1`,
    'Host: 127.0.0.1',
    ...(chance.happens(0.92) ? [`Authorization: Bearer ${around.token}`] : []),
    ...(instance !== null && chance.happens(0.92) ? [`Cookie: ${instance.cookie}`] : []),
    `Connection: ${chance.happens(0.85) ? 'Upgrade' : chance.pick(connections)}`,
    `Upgrade: ${chance.happens(0.9) ? 'websocket' : chance.pick(protocols)}`,
    ...(chance.happens(0.9) ? [`Sec-WebSocket-Version: ${chance.happens(0.9) ? '13' : chance.pick(versions)}`] : []),
    ...(chance.happens(0.9) ? [`Sec-WebSocket-Key: ${chance.happens(0.9) ? key : chance.pick(keys)}`] : []),
    ...(chance.happens(0.3) ? [chance.pick(more)] : []),
  ];
  const early = chance.happens(0.2) ? frame(chance).toString('latin1') : '';
  return {
    bytes: `${lines.join('\r\n')}\r\n\r\n${early}`,
    frames: chance.happens(0.05) ? pings() : Array.from({ length: chance.between(0, 6) }, () => frame(chance)),
    isAnswered: instance !== garbage && instance !== silent && !lines.some(announcesBody),
  };
}

function ownTarget(chance: Chance, around: Surroundings): string {
  if (chance.happens(0.4)) return '/api/v1/events';
  const id = chance.happens(0.5) ? around.echo.id : pathWord(chance, 'id', around);
  const kind = chance.pick(['instances', 'instances', 'servers', 'jobs']);
  return `/api/v1/${kind}/${id}/log${chance.pick(['/follow', '/follow?tail=5', '/follow?tail=x', '/follow/', ''])}`;
}

function instanceTarget(chance: Chance, { path }: FuzzedInstance, numbered: boolean): string {
  return (
    path +
    (numbered ? `g/${chance.between(0, 1_000_000)}` : chance.pick(['ws', '', '../ws', 'ws?launch_token=x', '%00']))
  );
}

/** Where no websocket is agreed to, such a body is waited for, and none comes. */
function announcesBody(line: string): boolean {
  return /^(?:Content-Length: [1-9]|Transfer-Encoding)/.test(line);
}

/** A frame of a client (RFC 6455, 5.2): right, or wrong in one way or another. */
function frame(chance: Chance): Buffer {
  const payload = Buffer.alloc(
    chance.pick([0, 1, 2, 5, 125, 126, 127, 1000, 65_535, 65_537, 70_000]),
    chance.between(0, 255),
  );
  const opcode = chance.happens(0.8) ? chance.pick([0, 1, 2, 8, 9, 10]) : chance.between(3, 15);
  if (opcode === 8 && payload.length >= 2)
    payload.writeUInt16BE(chance.pick([0, 999, 1000, 1004, 1005, 1006, 1015, 2999, 4000, 65_535]));
  const final = chance.happens(0.7) ? 0x80 : 0;
  const reserved = chance.happens(0.05) ? 0x40 : 0;
  const masked = chance.happens(0.9);
  const head = Buffer.concat([Buffer.from([final | reserved | opcode]), lengthBytes(chance, payload.length, masked)]);
  const mask = Buffer.alloc(masked ? 4 : 0, chance.between(0, 255));
  const content = masked ? payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0)) : payload;
  const whole = Buffer.concat([head, mask, content]);
  return chance.happens(0.1) ? whole.subarray(0, chance.between(0, whole.length)) : whole;
}

function lengthBytes(chance: Chance, length: number, masked: boolean): Buffer {
  const bit = masked ? 0x80 : 0;
  if (chance.happens(0.03)) return Buffer.from([bit | 127, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
  if (length < 126) return Buffer.from([bit | length]);
  if (length < 65_536) return Buffer.from([bit | 126, length >> 8, length & 0xff]);
  return Buffer.from([bit | 127, 0, 0, 0, 0, 0, length >> 16, (length >> 8) & 0xff, length & 0xff]);
}

function pings(): Buffer[] {
  const ping = Buffer.concat([Buffer.from([0x89, 0x80 | 125, 0, 0, 0, 0]), Buffer.alloc(125, 'p')]);
  return [Buffer.concat(Array.from({ length: 3000 }, () => ping))];
}

const key = 'dGhlIHNhbXBsZSBub25jZQ==';
const keys = ['', 'x', 'dGhl', `${key}, ${key}`, '='.repeat(24), 'x'.repeat(5000), '\xff'.repeat(24)];
const versions = ['8', '0', '14', '-1', '13, 13', '', 'x'];
const connections = [
  'upgrade',
  'keep-alive, Upgrade',
  'close, Upgrade',
  'Upgrade, Upgrade',
  'upgrades',
  '',
  `${'a,'.repeat(5000)}Upgrade`,
  'close',
];
const protocols = ['WebSocket', 'h2c', 'websocket, h2c', 'websocket/13', '', 'x'];
const more = [
  'Sec-WebSocket-Protocol: wslink, x',
  `Sec-WebSocket-Protocol: ${'a, '.repeat(5000)}b`,
  'Sec-WebSocket-Protocol: ,',
  'Sec-WebSocket-Protocol: a, a',
  'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits',
  'Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99',
  `Sec-WebSocket-Extensions: ${'x; y="z", '.repeat(2000)}w`,
  'Sec-WebSocket-Extensions: ;',
  'Origin: http://evil.example',
  'Origin: null',
  'Content-Length: 5',
  'Content-Length: 0',
  'Transfer-Encoding: chunked',
  `Sec-WebSocket-Key: ${key}`,
  'Expect: 100-continue',
];
