import type { Wire, WireListener } from './wire.ts';

/**
 * Joins two wires: bytes flow both ways as fast as the slower side takes them, the end of one half is passed on alone, and the
 * close of one side closes the other. No frame is looked at.
 *
 * @param closed is called once, when both sides have closed
 */
export function joinWires(client: Wire, upstream: Wire, closed: () => void): void {
  const tunnel: Tunnel = { open: 2, speaking: 2, closed };
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
    this.#other.write(bytes);
    if (this.#other.isFull) this.#self.pause();
  }

  drain(): void {
    this.#other.resume();
  }

  end(): void {
    this.#tunnel.speaking -= 1;
    this.#other.end();
  }

  close(): void {
    // Closed before both had said all (destroyed by either party): the other has nobody left to talk to.
    if (this.#tunnel.speaking > 0) this.#other.destroy();
    this.#tunnel.open -= 1;
    if (this.#tunnel.open === 0) this.#tunnel.closed();
  }
}
