import type { FieldError } from '../domain/errors.ts';
import { pageTexts } from './texts/page.ts';

/** A call that did not do what was asked: the daemon's problem answer, or why there was none. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** A code of the error catalogue, or `unreachable`, `unexpected_answer`. */
  readonly code: string;
  /** What the user can do about it; null when the message says it all. */
  readonly hint: string | null;
  /** Errors that belong to one field each. */
  readonly errors: FieldError[];

  constructor(code: string, message: string, hint: string | null = null, errors: FieldError[] = []) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.errors = errors;
  }
}

/** Anything that was thrown, as an ApiError: the page shows errors in one form only. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError('internal_error', error instanceof Error ? error.message : String(error));
}

/** Reads the answer of a failed call: a problem body where there is one, else what its status means. */
export async function errorFromResponse(response: Response): Promise<ApiError> {
  const problem = await readProblem(response);
  // A call that was sent on leads to a login.
  if (problem === null) return errorFromStatus(response.ok && response.redirected ? 401 : response.status);
  const detail = text(problem.detail) ?? text(problem.title) ?? pageTexts.errors.unexpected(response.status);
  return new ApiError(text(problem.code) ?? 'unexpected_answer', detail, text(problem.hint), fieldErrors(problem));
}

async function readProblem(response: Response): Promise<Record<string, unknown> | null> {
  if (!/\bjson\b/.test(response.headers.get('content-type') ?? '')) return null;
  try {
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** What an answer means that is not the daemon's: Jupyter in front of it sends its login page or its own error page. */
export function errorFromStatus(status: number): ApiError {
  if (status === 401 || status === 403)
    return new ApiError('unauthorized', pageTexts.errors.signedOut, pageTexts.hints.signedOut);
  if (status >= 500)
    return new ApiError('unreachable', pageTexts.errors.daemonDown(status), pageTexts.hints.daemonDown);
  return new ApiError('unexpected_answer', pageTexts.errors.unexpected(status), pageTexts.hints.reload);
}

function fieldErrors(problem: Record<string, unknown>): FieldError[] {
  const errors = problem.errors;
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((entry: unknown) => {
    const { path, message } = (entry ?? {}) as Record<string, unknown>;
    return typeof path === 'string' && typeof message === 'string' ? [{ path, message }] : [];
  });
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
