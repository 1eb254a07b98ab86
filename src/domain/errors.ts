/** What a caller of the REST API, the command line or the page can be told: one entry per `code`. */
export interface ErrorKind {
  /** HTTP status of the problem answer. */
  status: number;
  /** One short sentence, the same for every occurrence (RFC 9457 `title`). */
  title: string;
  /** What the user can do about it; null when the detail says it all. */
  hint: string | null;
}

/**
 * The error catalogue. Codes are public: scripts compare them, docs/errors.md lists them (a test compares both),
 * so a code is never renamed.
 */
export const errorCatalogue = {
  invalid_request: { status: 400, title: 'The request is not valid', hint: 'Compare it with the API reference.' },
  invalid_json: { status: 400, title: 'The body is not valid JSON', hint: null },
  invalid_parameters: { status: 422, title: 'Some values cannot be used', hint: 'Each error names its field.' },
  invalid_data_directory: {
    status: 422,
    title: 'The data directory cannot be used',
    hint: 'Choose a directory that exists and that you may read.',
  },
  unauthorized: {
    status: 401,
    title: 'Authorization is missing or wrong',
    hint: 'Send "Authorization: Bearer <token>", or open the URL that the daemon printed when it started.',
  },
  foreign_origin: {
    status: 403,
    title: 'Requests from other sites and from apps are refused',
    hint: 'Use the launcher page, or a client that sends neither Origin nor Referer.',
  },
  not_found: { status: 404, title: 'There is nothing here', hint: null },
  app_not_found: { status: 404, title: 'There is no such app', hint: 'GET apps lists the apps that were found.' },
  app_broken: { status: 409, title: 'The app file has an error', hint: 'Mend the app file; it is read again at once.' },
  app_exists: { status: 409, title: 'There is an app of that name already', hint: 'Give the copy another name.' },
  app_not_copied: { status: 422, title: 'The app cannot be copied', hint: null },
  file_exists: {
    status: 409,
    title: 'There is a file of that name already',
    hint: 'Choose another name, or say that it is to be replaced.',
  },
  file_not_written: {
    status: 422,
    title: 'The file cannot be written',
    hint: 'Choose a directory that exists and that you may write.',
  },
  instance_not_found: { status: 404, title: 'There is no such instance', hint: 'It may have been removed.' },
  server_not_found: { status: 404, title: 'There is no such ParaView server', hint: null },
  already_running: { status: 409, title: 'This app runs only once at a time', hint: 'Open or stop the running one.' },
  too_many_instances: { status: 409, title: 'Too many instances are running', hint: 'Stop one that is not needed.' },
  instance_elsewhere: {
    status: 409,
    title: 'The instance runs on another machine',
    hint: 'Open Jupyter on that machine to act on it.',
  },
  server_not_ready: {
    status: 409,
    title: 'The ParaView server is not ready',
    hint: 'Wait until it listens, or start another one.',
  },
  server_busy: {
    status: 409,
    title: 'The ParaView server has another client',
    hint: 'Disconnect the other one first, or start another server.',
  },
  server_unreachable: {
    status: 502,
    title: 'The ParaView server does not answer',
    hint: 'It may have ended, or another machine may not be allowed to reach it.',
  },
  version_mismatch: {
    status: 409,
    title: 'App and ParaView server have different versions',
    hint: 'Both have to be of the same ParaView release.',
  },
  no_remote_control: {
    status: 409,
    title: 'This app cannot be connected to a ParaView server',
    hint: 'Its file has to say "paraview: true", and the app has to use trame-remote-control.',
  },
  connection_failed: {
    status: 502,
    title: 'The app could not be connected',
    hint: 'The logs of the app and of the server may say why.',
  },
  job_not_found: {
    status: 404,
    title: 'There is no such job',
    hint: 'The queue forgets jobs a while after their end.',
  },
  job_refused: {
    status: 422,
    title: 'The scheduler refused it',
    hint: 'Its message names the reason; change the form and try again.',
  },
  scheduler_unavailable: {
    status: 503,
    title: 'The scheduler does not answer',
    hint: 'Nothing is lost: jobs run on. Try again in a while.',
  },
  not_supported: { status: 409, title: 'This set-up cannot do that', hint: null },
  method_not_allowed: { status: 405, title: 'This method is not allowed here', hint: null },
  body_too_large: { status: 413, title: 'The body is too large', hint: null },
  head_too_large: {
    status: 431,
    title: 'The head of the request is too large',
    hint: 'Remove cookies of this site, or shorten the address.',
  },
  request_timeout: { status: 408, title: 'The request took too long to arrive', hint: 'Send it again.' },
  too_many_connections: {
    status: 503,
    title: 'Too many connections are open',
    hint: 'Close pages and programs that are not needed, and try again.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'The body has to be JSON',
    hint: 'Send "Content-Type: application/json".',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'This Idempotency-Key was used for another request',
    hint: 'Use a new key for a new request.',
  },
  link_required: {
    status: 403,
    title: 'A link is needed to open this instance',
    hint: 'Open the instance from the launcher page.',
  },
  instance_not_ready: { status: 503, title: 'The instance does not answer yet', hint: 'Try again in a moment.' },
  instance_not_running: { status: 503, title: 'The instance is not running', hint: 'Restart it.' },
  instance_unreachable: { status: 502, title: 'The instance did not answer', hint: 'Its log may say why.' },
  state_not_writable: {
    status: 507,
    title: 'The state directory cannot be written',
    hint: 'Free some space or quota, or choose another directory with TRAME_MANAGER_STATE_DIR.',
  },
  launch_failed: { status: 500, title: 'The instance could not be started', hint: null },
  internal_error: { status: 500, title: 'Something went wrong here', hint: 'The log of the daemon has the details.' },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorCatalogue;

/** One wrong field: `path` is a JSON pointer into the request ("/parameters/iso"), `message` a sentence. */
export interface FieldError {
  path: string;
  message: string;
}

/** What a caller is told of an error: RFC 9457, with members of our own. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ErrorCode;
  hint?: string;
  errors?: FieldError[];
}

/** The problem of a code; `detail` says in a sentence what happened this time, `errors` which fields are wrong. */
export function problemOf(code: ErrorCode, detail: string, errors: FieldError[] = []): Problem {
  const { status, title, hint } = errorCatalogue[code];
  return {
    type: `urn:trame-manager:error:${code}`,
    title,
    status,
    detail,
    code,
    ...(hint === null ? {} : { hint }),
    ...(errors.length === 0 ? {} : { errors }),
  };
}

/** An expected error with its public code; anything else that is thrown becomes `internal_error`. */
export class ManagerError extends Error {
  readonly code: ErrorCode;
  readonly errors: FieldError[];
  override readonly name = 'ManagerError';

  /** `detail` says what happened this time, in a sentence for users; `cause` keeps the foreign error. */
  constructor(code: ErrorCode, detail: string, options: { errors?: FieldError[]; cause?: unknown } = {}) {
    super(detail, { cause: options.cause });
    this.code = code;
    this.errors = options.errors ?? [];
  }
}

/** A mistake in how the program was started or configured; the command line prints it and exits with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
