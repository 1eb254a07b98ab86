/** What an app is told at its secret endpoint (trame-remote-control 0.1.1, or an app's own). */
export type RemoteOrder = { action: 'connect'; url: string; port: number } | { action: 'disconnect' };

/**
 * What became of it: `done` is all that the app says, also where ParaView did not connect; `absent`, it has no such endpoint;
 * `failed`, it answered by an error; `silent`, no answer within the time limit; `gone`, it closed the connection, or nothing
 * listens.
 */
export type RemoteAnswer =
  | { kind: 'done' }
  | { kind: 'absent' }
  | { kind: 'silent' }
  | { kind: 'gone' }
  | { kind: 'failed'; status: number };

/** Where an app listens. */
export type RemoteAddress = { kind: 'tcp'; host: string; port: number } | { kind: 'unix'; path: string };

/** Talks to the endpoint of an app. adapters/remote-control.ts is the real one. */
export interface RemoteControl {
  /** `path` is secret: it is in no answer and no error. Never throws. */
  send(app: RemoteAddress, path: string, order: RemoteOrder, timeoutMs: number): Promise<RemoteAnswer>;
}
