import { connect, type NetConnectOpts, Socket, type SocketConstructorOpts } from 'node:net';
import {
  freeRestingBuffers,
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
/**
 * Two reads in a row that nearly filled the shared buffer are a stream, which gets a large one, so that the next need not be
 * copied. A single message is none: hundreds of clients may send such.
 */
const fullReadBytes = 48 * 1024;
const fullReadsOfStream = 2;
/** A stream whose reads bring less is over. */
const streamBytes = 8 * 1024;
/** A read of less is a message on its own rather than part of a stream. */
const smallBytes = 4 * 1024;
/** Long enough to cost nothing, short enough to notice a machine that went away. */
const keepAliveProbeMs = 60_000;
const sweepMs = 1000;

/** What node:net keeps under `_handle`. */
interface Handle {
  useUserBuffer?(buffer: Uint8Array): void;
  /** Bytes of the write under way that the kernel has not taken. */
  readonly writeQueueSize?: number;
}
type HandledSocket = Socket & { _handle: Handle | null };

/** Whether who answers a connection that was just made is who is meant. */
export type Admission = (ends: {
  localAddress: string;
  localPort: number;
  remoteAddress: string;
  remotePort: number;
}) => Promise<boolean>;

/** A wire over a socket, which reads into buffers that are used again and again. */
export class SocketWire implements Wire {
  listener: WireListener = deafListener;
  readonly #socket: Socket;
  #buffer: ReadBuffer = sharedBuffer;
  /** The buffer that the handle was last told of. */
  #told: ReadBuffer | null = null;
  #lastCount = 0;
  #fullReads = 0;
  #wasFull = false;
  #quiet = false;
  /** While it is not known who answers. */
  #held = false;

  /**
   * Takes over a socket that a server has just accepted and not read from (`pauseOnConnect`). node:net lets only sockets that
   * connect read into given buffers, so the handle moves into a socket that does.
   *
   * @param closed is called when it has closed, whoever listens to it then
   */
  static accept(accepted: Socket, closed: () => void = () => undefined): SocketWire {
    const { _handle: handle } = accepted as HandledSocket;
    (accepted as HandledSocket)._handle = null;
    // Without its handle it only leaves the server's count of connections.
    accepted.destroy();
    const wire = new SocketWire(
      (onread) => new Socket({ handle, allowHalfOpen: true, onread } as SocketConstructorOpts),
    );
    wire.#socket.once('close', closed);
    return wire;
  }

  /**
   * A wire that connects; it closes when that fails. With `admits` nothing is sent and nothing read before it says that who
   * answers is who is meant; else it closes, too.
   */
  static connect(address: { host: string; port: number } | { path: string }, admits?: Admission): SocketWire {
    const open = (onread: object) => connect({ ...address, allowHalfOpen: true, onread } as NetConnectOpts);
    return new SocketWire(open, admits);
  }

  private constructor(open: (onread: object) => Socket, admits?: Admission) {
    this.#socket = open({ buffer: () => this.#nextBuffer(), callback: (count: number) => this.#read(count) });
    this.#socket
      .setNoDelay(true)
      .setKeepAlive(true, keepAliveProbeMs)
      .on('error', ignoreError)
      .on('end', () => this.listener.end())
      .on('close', () => this.#closed());
    if (admits === undefined) this.#socket.resume();
    else this.#hold(admits);
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

  get unsent(): number {
    const { _handle: handle, writableLength } = this.#socket as HandledSocket;
    // The stream counts a write until all of it is taken, the handle what is left of it.
    return writableLength + (handle?.writeQueueSize ?? 0);
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
    if (!this.#held) this.#socket.resume();
  }

  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #hold(admits: Admission): void {
    const socket = this.#socket;
    this.#held = true;
    // It was never resumed: node:net would then read as soon as it is connected, paused again or not.
    socket.pause();
    socket.cork();
    const admit = (admitted: boolean) => {
      if (!admitted) return void socket.destroy();
      this.#held = false;
      socket.uncork();
      socket.resume();
    };
    socket.once('connect', () => {
      const { localAddress = '', localPort = 0, remoteAddress = '', remotePort = 0 } = socket;
      admits({ localAddress, localPort, remoteAddress, remotePort }).then(admit, () => admit(false));
    });
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
    this.#fullReads = count >= fullReadBytes ? this.#fullReads + 1 : 0;
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
    const begins = this.#fullReads >= fullReadsOfStream;
    const isStream = this.#buffer === sharedBuffer ? begins : this.#lastCount >= streamBytes;
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
  freeRestingBuffers();
  clearInterval(sweeping);
  sweeping = null;
}

/** "close" follows, and is all that matters. */
function ignoreError(): void {}
