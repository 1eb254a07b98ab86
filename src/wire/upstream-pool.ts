import { deafListener, type Wire } from './wire.ts';

/** Shorter than what common servers keep idle connections open, so that a reused one is hardly ever just closing. */
const idleMs = 4000;
const maximumIdle = 64;

/** Connections to one server that are used again. */
export class UpstreamPool {
  readonly #idle: { wire: Wire; sinceMs: number }[] = [];
  readonly #connect: () => Wire;
  #sweeping: NodeJS.Timeout | null = null;

  constructor(connect: () => Wire) {
    this.#connect = connect;
  }

  /** Whether it keeps no connection now. */
  get isEmpty(): boolean {
    return this.#idle.length === 0;
  }

  /** The connection that was given back last, or a new one. */
  take(fresh = false): { wire: Wire; reused: boolean } {
    for (let entry = fresh ? undefined : this.#idle.pop(); entry !== undefined; entry = this.#idle.pop()) {
      if (!entry.wire.destroyed) return { wire: entry.wire, reused: true };
    }
    return { wire: this.#connect(), reused: false };
  }

  /** Keeps a connection on which an exchange is over. */
  give(wire: Wire): void {
    if (wire.destroyed) return;
    if (this.#idle.length >= maximumIdle) return void wire.destroy();
    const close = () => wire.destroy();
    // Whatever comes now belongs to no request.
    wire.listener = { ...deafListener, data: close, end: close };
    wire.resume();
    this.#idle.push({ wire, sinceMs: performance.now() });
    this.#sweeping ??= setInterval(() => this.#sweep(), idleMs / 2).unref();
  }

  close(): void {
    for (const { wire } of this.#idle.splice(0)) wire.destroy();
    this.#stopSweeping();
  }

  #sweep(): void {
    const oldest = performance.now() - idleMs;
    while (this.#idle[0] && (this.#idle[0].sinceMs <= oldest || this.#idle[0].wire.destroyed)) {
      this.#idle.shift()?.wire.destroy();
    }
    if (this.#idle.length === 0) this.#stopSweeping();
  }

  #stopSweeping(): void {
    if (this.#sweeping !== null) clearInterval(this.#sweeping);
    this.#sweeping = null;
  }
}
