import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { Instance } from '../../src/domain/instance.ts';
import type { Workshop } from './workshop.ts';

/** A real daemon process on the workshop's state. */
export interface ChaosDaemon {
  child: ChildProcess;
  pid: number;
  /** `performance.now()` when it was started. */
  startedAt: number;
  /** Everything it logged. */
  log(): string;
  /** Resolves when it listens. @throws Error when it ends before, or takes half a minute */
  listens(): Promise<void>;
  /** Null: no answer came, as the daemon was killed or the connection was. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ChaosAnswer | null>;
  list(): Promise<Instance[] | null>;
  /** Sends a signal and waits for the end; gives exit code and signal. */
  end(signal: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export interface ChaosAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: unknown;
}

/** Starts one. It is not awaited: it may be killed while it starts. `command` stands before the node program. */
export function startDaemon(workshop: Workshop, command: string[] = []): ChaosDaemon {
  const startedAt = performance.now();
  const [program = '', ...words] = [...command, process.execPath, ...workshop.serve];
  const child = spawn(program, words, {
    cwd: workshop.directory,
    env: workshop.env,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let log = '';
  const agent = new Agent({ keepAlive: true });
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
    if (text.includes('"listening"')) resolve();
  });
  const ended = once(child, 'exit').then(() => agent.destroy());
  const call: ChaosDaemon['call'] = (method, path, body, headers = {}) =>
    ask({ agent, socketPath: workshop.socket, method, path, headers }, body);
  return {
    child,
    pid: child.pid ?? 0,
    startedAt,
    log: () => log,
    async listens() {
      const failure = ended.then(() => Promise.reject(new Error(`The daemon ended (${child.exitCode}): ${log}`)));
      await Promise.race([listening, failure, late(30_000, () => `The daemon does not listen: ${log}`)]);
      failure.catch(() => undefined);
    },
    call,
    async list() {
      const answer = await call('GET', '/api/v1/instances');
      return answer?.status === 200 ? (answer.body as { instances: Instance[] }).instances : null;
    },
    async end(signal) {
      child.kill(signal);
      await ended;
      return { code: child.exitCode, signal: child.signalCode };
    },
  };
}

function ask(
  options: {
    agent: Agent;
    socketPath: string;
    method: string;
    path: string;
    headers: Record<string, string>;
  },
  body: unknown,
): Promise<ChaosAnswer | null> {
  const { promise, resolve } = Promise.withResolvers<ChaosAnswer | null>();
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const asked = request({ ...options, headers: { ...type, ...options.headers } }, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    response.on('end', () =>
      resolve(
        response.complete ? { status: response.statusCode ?? 0, headers: response.headers, body: parse(text) } : null,
      ),
    );
    response.on('error', () => resolve(null));
    response.on('close', () => resolve(null));
  });
  asked.on('error', () => resolve(null));
  asked.end(body === undefined ? undefined : JSON.stringify(body));
  return promise;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function late(timeoutMs: number, say: () => string): Promise<never> {
  return new Promise((_, reject) => setTimeout(() => reject(new Error(say())), timeoutMs).unref());
}
