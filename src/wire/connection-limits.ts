/** How patient the server is with its clients, and how many of them it takes. Times are in milliseconds. */
export interface ConnectionLimits {
  /** To send the whole head of a request, or to send another. */
  headMs: number;
  /** To send a whole body to the daemon itself, whose calls are small. A body for an instance takes as long as it takes. */
  bodyMs: number;
  /** To go on sending a body that was answered already, on a connection that is kept. */
  unwantedBodyMs: number;
  /** To go on sending after the last answer of a connection. */
  lingerMs: number;
  /** To take any of the bytes that wait for it: somebody may well pause a download. */
  stalledMs: number;
  /** Between two looks at all connections. */
  checkEveryMs: number;
  /** Open at the same time, websockets included. Beyond it the one that has been idle longest is closed. */
  maximumConnections: number;
  /** More than the maximum, where none is idle: so many are told so, and others not even that. */
  reservedConnections: number;
}

export const defaultLimits: ConnectionLimits = {
  headMs: 60_000,
  bodyMs: 60_000,
  unwantedBodyMs: 30_000,
  lingerMs: 5_000,
  stalledMs: 300_000,
  checkEveryMs: 5_000,
  maximumConnections: 4096,
  reservedConnections: 64,
};

/** Each connection may need a descriptor more, of the instance that it asks; files, logs and programs need some, too. */
const otherDescriptors = 256;
const fewestConnections = 64;

/**
 * How many connections a process can take that may have so many descriptors; null where that is not known.
 *
 * `connectionsFor(1024)` -> 384, `connectionsFor(1_048_576)` -> 4096
 */
export function connectionsFor(maximumDescriptors: number | null): number {
  if (maximumDescriptors === null) return defaultLimits.maximumConnections;
  const possible = Math.floor((maximumDescriptors - otherDescriptors) / 2);
  return Math.min(Math.max(possible, fewestConnections), defaultLimits.maximumConnections);
}
