import { ApiError, errorFromResponse, errorFromStatus } from './api-error.ts';
import { Keeping } from './keeping.ts';
import { CallHistory } from './script/call-history.ts';
import { serverClock } from './server-clock.ts';
import { pageTexts } from './texts/page.ts';

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
    const body: unknown = await response.json().catch(() => null);
    if (typeof body === 'object' && body !== null) return body as T;
    throw errorFromStatus(response.status);
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
    const error = isOurs(response) ? null : await errorFromResponse(response);
    this.keeping.note(method, error);
    if (error !== null) throw error;
    this.calls.note({ method, path, body });
    return response;
  }
}

/** What stands before the daemon answers with pages of its own: that of a login, also with a status of success. */
function isOurs({ ok, headers }: Response): boolean {
  return ok && !/\bhtml\b/.test(headers.get('content-type') ?? '');
}

function unreachable(error: unknown): ApiError {
  const timedOut = error instanceof DOMException && error.name === 'TimeoutError';
  return new ApiError(
    'unreachable',
    timedOut ? pageTexts.errors.timeout : pageTexts.errors.unreachable,
    pageTexts.hints.daemonDown,
  );
}
