/** Message kinds of RFC 6455, section 5.2, that are told apart here. */
export const opcodes = { text: 1, binary: 2, close: 8, ping: 9 } as const;

/** A client's message. The mask is zero, so that neither side spends time on it; the header is as the standard has it. */
export function clientFrame(opcode: number, payload: Buffer): Buffer {
  return Buffer.concat([header(opcode, payload.length, 0x80), Buffer.alloc(4), payload]);
}

/** A server's message. */
export function serverFrame(opcode: number, payload: Buffer): Buffer {
  return Buffer.concat([header(opcode, payload.length, 0), payload]);
}

function header(opcode: number, length: number, maskBit: number): Buffer {
  if (length < 126) return Buffer.from([0x80 | opcode, maskBit | length]);
  const long = Buffer.alloc(length < 65_536 ? 4 : 10);
  long[0] = 0x80 | opcode;
  long[1] = maskBit | (long.length === 4 ? 126 : 127);
  if (long.length === 4) long.writeUInt16BE(length, 2);
  else long.writeBigUInt64BE(BigInt(length), 2);
  return long;
}

/** Takes bytes as they come and gives whole messages; those that were masked were masked with zero. */
export class FrameReader {
  #parts: Buffer[] = [];
  #length = 0;
  #wanted = 2;

  /** @yields opcode and payload of each message that is complete now */
  *read(bytes: Buffer): Generator<{ opcode: number; payload: Buffer }> {
    this.#parts.push(bytes);
    this.#length += bytes.length;
    while (this.#length >= this.#wanted) {
      const all = this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts);
      const { start, end } = extent(all);
      this.#wanted = end;
      this.#parts = [all];
      if (all.length < end) return;
      this.#parts = all.length > end ? [all.subarray(end)] : [];
      this.#length = all.length - end;
      this.#wanted = 2;
      yield { opcode: (all[0] as number) & 0x0f, payload: all.subarray(start, end) };
    }
  }
}

/** Where the payload of the first message lies; `end` is beyond the bytes while some are missing. */
function extent(bytes: Buffer): { start: number; end: number } {
  const second = bytes[1] as number;
  const short = second & 0x7f;
  const mask = second & 0x80 ? 4 : 0;
  const head = (short < 126 ? 2 : short === 126 ? 4 : 10) + mask;
  if (bytes.length < head) return { start: head, end: head };
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  return { start: head, end: head + length };
}
