import type { Instance } from '../domain/instance.ts';
import { ApiError, errorFromResponse } from './api-error.ts';
import type { LaunchBody, LinkView, SystemView } from './api-types.ts';
import { serverClock } from './server-clock.ts';
import { texts } from './texts.ts';

/** Launching waits for the command to run, which a slow file system may hold up. */
const timeoutMs = 60_000;

interface CallOptions {
  body?: unknown;
  idempotencyKey?: string;
  /** Lets the call outlive the page. */
  keepalive?: boolean;
}

/** The REST API as the page uses it. Every method throws ApiError. */
export class Api {
  system(): Promise<SystemView> {
    return this.#json('GET', 'system');
  }

  /** The same `idempotencyKey` with the same body never launches twice. */
  launch(app: string, body: LaunchBody, idempotencyKey: string): Promise<Instance> {
    return this.#json('POST', `apps/${encodeURIComponent(app)}/instances`, { body, idempotencyKey });
  }

  rename(id: string, name: string): Promise<Instance> {
    return this.#json('PATCH', instancePath(id), { body: { name } });
  }

  async stop(id: string): Promise<void> {
    await this.#call('POST', `${instancePath(id)}/stop`);
  }

  async restart(id: string): Promise<void> {
    await this.#call('POST', `${instancePath(id)}/restart`);
  }

  /** Stops it where it runs, and removes its card and session directory. */
  async remove(id: string, options: { keepalive?: boolean } = {}): Promise<void> {
    await this.#call('DELETE', instancePath(id), options);
  }

  /** A one-time link; `expiresInSeconds` limits its first use (default: the daemon's, 60). */
  createLink(id: string, expiresInSeconds?: number): Promise<LinkView> {
    const body = expiresInSeconds === undefined ? {} : { expires_in_seconds: expiresInSeconds };
    return this.#json('POST', `${instancePath(id)}/links`, { body });
  }

  async #json<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
    const response = await this.#call(method, path, options);
    try {
      return (await response.json()) as T;
    } catch {
      throw new ApiError('unexpected_answer', texts.errors.unexpected(response.status), texts.hints.reload);
    }
  }

  async #call(method: string, path: string, { body, idempotencyKey, keepalive }: CallOptions = {}): Promise<Response> {
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    if (idempotencyKey !== undefined) headers['Idempotency-Key'] = idempotencyKey;
    const response = await fetch(`api/v1/${path}`, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      keepalive: keepalive ?? false,
      signal: AbortSignal.timeout(timeoutMs),
    }).catch((error: unknown) => {
      throw unreachable(error);
    });
    serverClock.readDate(response.headers.get('date'));
    if (!response.ok) throw await errorFromResponse(response);
    return response;
  }
}

/** Where the log of an instance can be read as text, relative to the page. */
export function logUrl(id: string): string {
  return `api/v1/${instancePath(id)}/log`;
}

/** The websocket that follows a log: "https://h/base/" -> "wss://h/base/api/v1/instances/k3/log/follow". */
export function logFollowUrl(id: string, pageUrl: string): string {
  return socketUrl(`api/v1/${instancePath(id)}/log/follow`, pageUrl);
}

/** The events websocket: "http://h/base/" -> "ws://h/base/api/v1/events". */
export function eventsUrl(pageUrl: string): string {
  return socketUrl('api/v1/events', pageUrl);
}

function socketUrl(path: string, pageUrl: string): string {
  const url = new URL(path, pageUrl);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

// "k3" -> "instances/k3"
function instancePath(id: string): string {
  return `instances/${encodeURIComponent(id)}`;
}

function unreachable(error: unknown): ApiError {
  const timedOut = error instanceof DOMException && error.name === 'TimeoutError';
  return new ApiError(
    'unreachable',
    timedOut ? texts.errors.timeout : texts.errors.unreachable,
    texts.hints.daemonDown,
  );
}
