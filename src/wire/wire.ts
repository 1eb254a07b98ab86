/** What a wire tells. The bytes are lent for the call: who needs them later copies them. */
export interface WireListener {
  data(bytes: Buffer): void;
  /** The other side sends nothing more; it may still read. */
  end(): void;
  /** All that waited to be sent is sent. */
  drain(): void;
  /** Gone, for whatever reason. Nothing is told after it. */
  close(): void;
}

/**
 * A connection as the proxy sees it: bytes in both directions, either half of which may end, and a way to slow the sender
 * down.
 */
export interface Wire {
  listener: WireListener;
  readonly remoteAddress: string | undefined;
  readonly destroyed: boolean;
  readonly isConnecting: boolean;
  /** Zero when the kernel has taken everything that was given to be sent; less than before when it has taken more. No count. */
  readonly unsent: number;
  /** Whether more waits to be sent than should: the source is to be paused until `drain`. */
  readonly isFull: boolean;
  /** Sends lent bytes, or a text in latin1. Lent bytes are copied, or their buffer is held until they are sent. */
  write(bytes: Buffer | string): void;
  pause(): void;
  resume(): void;
  /** Sends nothing more; the other half goes on. */
  end(): void;
  destroy(): void;
}

/** Hears nothing: for wires between two uses. */
export const deafListener: WireListener = {
  data: () => undefined,
  end: () => undefined,
  drain: () => undefined,
  close: () => undefined,
};
