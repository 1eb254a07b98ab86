/** What a daemon holds, as daemon-probe.mjs tells it. */
export interface DaemonFigures {
  rssBytes: number;
  heapBytes: number;
  /** What V8 holds of the system's memory for its heap. */
  reservedHeapBytes: number;
  /** Of objects outside the heap, buffers among them. */
  externalBytes: number;
  bufferBytes: number;
  /** Open file descriptors. */
  descriptors: number;
  /** What keeps its event loop busy, by kind: {"Timeout": 3, "TCPSocketWrap": 2}. */
  resources: Record<string, number>;
  /** By how much the event loop was late since the last time it was asked, in ms. */
  loopDelayMs: { p50: number; p99: number; max: number };
}
