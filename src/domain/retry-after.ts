import { type ErrorCode, errorCatalogue } from './errors.ts';

/** After how many seconds it is worth to ask again (`Retry-After`): for errors that pass by themselves, else null. */
export function retryAfterSeconds(code: ErrorCode): number | null {
  return errorCatalogue[code].status === 503 ? (longer[code] ?? 1) : null;
}

/** A scheduler is asked every 5 s by the daemon itself. */
const longer: Partial<Record<ErrorCode, number>> = { scheduler_unavailable: 10, too_many_connections: 5 };
