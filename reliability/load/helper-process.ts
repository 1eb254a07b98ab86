import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A process of a measurement beside the daemon: takes an order, and reports at its end. */
export interface HelperProcess {
  pid: number;
  /** Its next message. @throws Error when it ends before */
  next<Message>(): Promise<Message>;
  send(message: object | string): void;
  kill(): void;
}

/**
 * Starts a program of this directory: "api-calls.ts". In a session of its own, as the programs of other users and machines are: the
 * kernel shares the processors out among sessions first.
 */
export function startHelper(program: string, order: object): HelperProcess {
  const child: ChildProcess = fork(fileURLToPath(new URL(program, import.meta.url)), [], { detached: true });
  child.send(order);
  return {
    pid: child.pid ?? 0,
    next<Message>() {
      const { promise, resolve, reject } = Promise.withResolvers<Message>();
      const take = (message: unknown) => resolve(message as Message);
      const gone = () => reject(new Error(`${program} ended with ${child.exitCode ?? child.signalCode}.`));
      child.once('message', take).once('exit', gone);
      return promise.finally(() => child.off('message', take).off('exit', gone));
    },
    send: (message) => void child.send(message),
    kill: () => void child.kill('SIGKILL'),
  };
}
