import type { Wire, WireListener } from './wire.ts';

/**
 * One side said that it is done, and the other says nothing for this long: a page that was closed, before an app that does not
 * notice. Each such pair would hold two descriptors until the app ends.
 */
const halfOpenMs = 60_000;

/**
 * Joins two wires: bytes flow both ways as fast as the slower side takes them, the end of one half is passed on alone, and the
 * close of one side closes the other. No frame is looked at.
 *
 * @param closed is called once, when both sides have closed
 * @param quietMs how long the side that still speaks may be silent once the other has ended its half
 */
export function joinWires(client: Wire, upstream: Wire, closed: () => void, quietMs = halfOpenMs): void {
  const tunnel: Tunnel = { open: 2, speaking: 2, moved: false, quietMs, watch: null, closed };
  client.listener = new TunnelEnd(client, upstream, tunnel);
  upstream.listener = new TunnelEnd(upstream, client, tunnel);
  client.resume();
  upstream.resume();
}

interface Tunnel {
  /** Sides that have not closed. */
  open: number;
  /** Sides that have not ended their half. */
  speaking: number;
  /** Whether anything came since the last look. */
  moved: boolean;
  quietMs: number;
  /** Looks whether the one half that is left is still in use. */
  watch: NodeJS.Timeout | null;
  closed: () => void;
}

class TunnelEnd implements WireListener {
  readonly #self: Wire;
  readonly #other: Wire;
  readonly #tunnel: Tunnel;

  constructor(self: Wire, other: Wire, tunnel: Tunnel) {
    this.#self = self;
    this.#other = other;
    this.#tunnel = tunnel;
  }

  data(bytes: Buffer): void {
    this.#tunnel.moved = true;
    this.#other.write(bytes);
    if (this.#other.isFull) this.#self.pause();
  }

  drain(): void {
    this.#other.resume();
  }

  end(): void {
    this.#tunnel.speaking -= 1;
    this.#other.end();
    if (this.#tunnel.speaking === 1 && this.#tunnel.open === 2) this.#watchOtherHalf();
  }

  close(): void {
    // Closed before both had said all (destroyed by either party): the other has nobody left to talk to.
    if (this.#tunnel.speaking > 0) this.#other.destroy();
    this.#tunnel.open -= 1;
    if (this.#tunnel.watch !== null) clearInterval(this.#tunnel.watch);
    if (this.#tunnel.open === 0) this.#tunnel.closed();
  }

  #watchOtherHalf(): void {
    const tunnel = this.#tunnel;
    tunnel.moved = false;
    tunnel.watch = setInterval(() => {
      if (!tunnel.moved && this.#self.unsent === 0) this.#other.destroy();
      tunnel.moved = false;
    }, tunnel.quietMs).unref();
  }
}
