import { ApiError, errorFromResponse } from './api-error.ts';
import { Keeping } from './keeping.ts';
import { CallHistory } from './script/call-history.ts';
import { serverClock } from './server-clock.ts';
import { texts } from './texts.ts';

/** Launching waits for the command to run, and connecting for the app, which a slow file system may hold up. */
const timeoutMs = 60_000;

export interface CallOptions {
  body?: unknown;
  idempotencyKey?: string;
  /** Lets the call outlive the page. */
  keepalive?: boolean;
}

/** Calls of the REST API, by paths below "api/v1/". Every method throws ApiError. */
export class RestClient {
  /** Whether what the calls change can be kept. */
  readonly keeping = new Keeping();
  readonly calls = new CallHistory();

  async json<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
    const response = await this.call(method, path, options);
    try {
      return (await response.json()) as T;
    } catch {
      throw new ApiError('unexpected_answer', texts.errors.unexpected(response.status), texts.hints.reload);
    }
  }

  async call(method: string, path: string, { body, idempotencyKey, keepalive }: CallOptions = {}): Promise<Response> {
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
    const error = response.ok ? null : await errorFromResponse(response);
    this.keeping.note(method, error);
    if (error !== null) throw error;
    this.calls.note({ method, path, body });
    return response;
  }
}

function unreachable(error: unknown): ApiError {
  const timedOut = error instanceof DOMException && error.name === 'TimeoutError';
  return new ApiError(
    'unreachable',
    timedOut ? texts.errors.timeout : texts.errors.unreachable,
    texts.hints.daemonDown,
  );
}
