/** Why ParaView's two ends refused each other. */
export type HandshakeFault = 'version' | 'connection_id' | 'rendering_backend' | 'dropped';

/**
 * What a log of an app or of a server says of a handshake that failed; null where it says nothing. The texts are those of
 * ParaView's vtkTCPNetworkAccessManager (5.11): the app's side first, then the server's.
 */
export function handshakeFault(log: string): HandshakeFault | null {
  const found = faults.find(({ text }) => text.test(log));
  return found?.fault ?? null;
}

const faults: { text: RegExp; fault: HandshakeFault }[] = [
  { text: /The server has a different ParaView version/, fault: 'version' },
  { text: /different version of ParaView|likely different versions of ParaView/, fault: 'version' },
  { text: /GetVersion\(\)\s+returns different values/, fault: 'version' },
  { text: /different\s+connection id than the client|connection ids do not match/, fault: 'connection_id' },
  { text: /different rendering backend/, fault: 'rendering_backend' },
  { text: /Connection failed during handshake/, fault: 'dropped' },
];

/**
 * Whether a pvserver has a client, by the last lines of its log: it writes "Client connected." and, when the last client left,
 * "Exiting...". Null where neither is there.
 */
export function hasClientByLog(lastLines: string): boolean | null {
  const lines = lastLines.match(/^(?:Client connected\.|Exiting\.\.\.)/gm) ?? [];
  const last = lines.at(-1);
  return last === undefined ? null : last.startsWith('Client');
}

/** ParaView connects only what has the same first two numbers. False where they differ: ("5.11.0", "5.12") */
export function mayConnect(appVersion: string, serverVersion: string): boolean {
  return release(appVersion) === release(serverVersion);
}

/** "5.11.0" -> "5.11" */
function release(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

/** What is known of ParaView's two ends beside the connection itself. adapters/paraview-handshake.ts is the real one. */
export interface HandshakeWitness {
  /** "5.11": the ParaView that these processes have loaded; null where none has, or they cannot be looked at. */
  versionOf(pids: number[]): Promise<string | null>;
  /** How long a log is now, in bytes: where `faultSince` begins to read. */
  mark(logFile: string): Promise<number>;
  /** What was written of a failed handshake since the mark; null: nothing. */
  faultSince(logFile: string, mark: number): Promise<HandshakeFault | null>;
}
