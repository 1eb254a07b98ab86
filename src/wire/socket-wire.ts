import { connect, type NetConnectOpts, Socket, type SocketConstructorOpts } from 'node:net';
import {
  leaveBuffer,
  lend,
  lenderOf,
  type ReadBuffer,
  releaseHold,
  sharedBuffer,
  takeLargeBuffer,
} from './read-buffers.ts';
import { stayAwake } from './stay-awake.ts';
import { deafListener, type Wire, type WireListener } from './wire.ts';

/** With this much waiting, the source is paused; with half of it, it goes on: one large read is written while the next comes. */
const fullBytes = 2 * 1024 * 1024;
/** A read that brought as much is worth a large buffer, so that the next need not be copied. */
const streamBytes = 8 * 1024;
/** A read of less is a message on its own rather than part of a stream. */
const smallBytes = 4 * 1024;
/** Long enough to cost nothing, short enough to notice a machine that went away. */
const keepAliveProbeMs = 60_000;
const sweepMs = 1000;

/** What node:net keeps under `_handle`. */
interface Handle {
  useUserBuffer?(buffer: Uint8Array): void;
}
type HandledSocket = Socket & { _handle: Handle | null };

/** A wire over a socket, which reads into buffers that are used again and again. */
export class SocketWire implements Wire {
  listener: WireListener = deafListener;
  readonly #socket: Socket;
  #buffer: ReadBuffer = sharedBuffer;
  /** The buffer that the handle was last told of. */
  #told: ReadBuffer | null = null;
  #lastCount = 0;
  #wasFull = false;
  #quiet = false;

  /**
   * Takes over a socket that a server has just accepted and not read from (`pauseOnConnect`). node:net lets only sockets that
   * connect read into given buffers, so the handle moves into a socket that does.
   */
  static accept(accepted: Socket): SocketWire {
    const { _handle: handle } = accepted as HandledSocket;
    (accepted as HandledSocket)._handle = null;
    // Without its handle it only leaves the server's count of connections.
    accepted.destroy();
    return new SocketWire((onread) => new Socket({ handle, allowHalfOpen: true, onread } as SocketConstructorOpts));
  }

  /** A wire that connects; it closes when that fails. */
  static connect(address: { host: string; port: number } | { path: string }): SocketWire {
    return new SocketWire((onread) => connect({ ...address, allowHalfOpen: true, onread } as NetConnectOpts));
  }

  private constructor(open: (onread: object) => Socket) {
    this.#socket = open({ buffer: () => this.#nextBuffer(), callback: (count: number) => this.#read(count) });
    this.#socket
      .setNoDelay(true)
      .setKeepAlive(true, keepAliveProbeMs)
      .on('error', ignoreError)
      .on('end', () => this.listener.end())
      .on('close', () => this.#closed())
      .resume();
  }

  get remoteAddress(): string | undefined {
    return this.#socket.remoteAddress;
  }

  get destroyed(): boolean {
    return this.#socket.destroyed;
  }

  get isConnecting(): boolean {
    return this.#socket.connecting;
  }

  get waitingBytes(): number {
    return this.#socket.writableLength;
  }

  get isFull(): boolean {
    this.#wasFull ||= this.#socket.writableLength >= fullBytes;
    return this.#wasFull;
  }

  write(bytes: Buffer | string): void {
    const socket = this.#socket;
    if (!socket.writable) return;
    if (typeof bytes === 'string') {
      socket.write(bytes, 'latin1', this.#written);
      return;
    }
    const lender = lenderOf(bytes);
    if (lender === null) socket.write(bytes, this.#written);
    else if (lender === sharedBuffer) socket.write(Buffer.from(bytes), this.#written);
    else this.#writeLent(bytes, lender);
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #writeLent(bytes: Buffer, lender: ReadBuffer): void {
    let holds = true;
    lender.holds += 1;
    this.#socket.write(bytes, () => {
      if (holds) releaseHold(lender);
      this.#written();
    });
    // The kernel took all of it at once, so the next read may go into the same place.
    if (this.#socket.writableLength === 0) {
      holds = false;
      lender.holds -= 1;
    }
  }

  readonly #written = (): void => {
    if (!this.#wasFull || this.#socket.writableLength > fullBytes / 2) return;
    this.#wasFull = false;
    this.listener.drain();
  };

  #read(count: number): void {
    this.#lastCount = count;
    this.#quiet = false;
    if (count < smallBytes) stayAwake();
    lend(this.#buffer, count, (bytes) => this.listener.data(bytes));
  }

  /** Called by node:net after each read, and once before the first. */
  #nextBuffer(): Uint8Array | undefined {
    if (!this.#socket?.destroyed) this.#chooseBuffer();
    if (this.#told === this.#buffer) return undefined;
    this.#told = this.#buffer;
    return this.#buffer.bytes;
  }

  #chooseBuffer(): void {
    const isStream = this.#lastCount >= streamBytes;
    if (isStream && this.#buffer !== sharedBuffer && this.#buffer.holds === 0) return;
    const next = (isStream ? takeLargeBuffer() : null) ?? sharedBuffer;
    if (next !== this.#buffer) this.#readInto(next);
  }

  #readInto(buffer: ReadBuffer): void {
    if (this.#buffer !== sharedBuffer) leaveBuffer(this.#buffer);
    this.#buffer = buffer;
    if (buffer === sharedBuffer) withLargeBuffers.delete(this);
    else remember(this);
  }

  #closed(): void {
    this.#readInto(sharedBuffer);
    this.listener.close();
    this.listener = deafListener;
  }

  /** Gives a large buffer back in which nothing has come for a while. */
  giveUpIdleBuffer(): void {
    const { _handle: handle } = this.#socket as HandledSocket;
    if (this.#quiet && this.#buffer.holds === 0 && handle?.useUserBuffer) {
      handle.useUserBuffer(sharedBuffer.bytes);
      this.#readInto(sharedBuffer);
      this.#told = sharedBuffer;
    }
    this.#quiet = true;
  }
}

const withLargeBuffers = new Set<SocketWire>();
let sweeping: NodeJS.Timeout | null = null;

function remember(wire: SocketWire): void {
  withLargeBuffers.add(wire);
  sweeping ??= setInterval(sweep, sweepMs).unref();
}

function sweep(): void {
  for (const wire of withLargeBuffers) wire.giveUpIdleBuffer();
  if (withLargeBuffers.size > 0 || sweeping === null) return;
  clearInterval(sweeping);
  sweeping = null;
}

/** "close" follows, and is all that matters. */
function ignoreError(): void {}
