import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ErrorCode, ManagerError, problemOf } from '../domain/errors.ts';
import { retryAfterSeconds } from '../domain/retry-after.ts';
import { collectMethods } from './allowed-methods.ts';
import { fieldErrors } from './field-errors.ts';

/**
 * Turns everything that is thrown into a problem (RFC 9457); what nobody expected is logged and says nothing more. Register
 * before the routes.
 */
export function registerErrorHandler(app: FastifyInstance): void {
  const methodsOf = collectMethods(app);
  app.setErrorHandler((error: FastifyError | ManagerError, request, reply) => {
    const known = error instanceof ManagerError ? error : translate(error, request);
    if (known.code === 'internal_error') request.log.error({ err: error }, 'unexpected error');
    return sendProblem(reply, known);
  });
  // Before anything is said of its body.
  app.addHook('preParsing', async (request, reply) => {
    if (!request.is404) return;
    const methods = methodsOf(request.url);
    if (methods.length === 0) throw notFound(request);
    reply.header('allow', methods.join(', '));
    throw wrongMethod(request, methods);
  });
}

/** Answers with the problem of an error of the catalogue. */
export function sendProblem(reply: FastifyReply, error: ManagerError): FastifyReply {
  const problem = problemOf(error.code, error.message, error.errors);
  const retryAfter = retryAfterSeconds(error.code);
  if (retryAfter !== null) reply.header('retry-after', retryAfter);
  if (error.code === 'unauthorized') reply.header('www-authenticate', 'Bearer');
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .serializer((value: unknown) => JSON.stringify(value))
    .send(problem);
}

const codesOfFastify: Record<string, ErrorCode> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid_json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid_json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid_request',
  FST_ERR_VALIDATION: 'invalid_request',
  FST_ERR_BAD_URL: 'not_found',
};

function translate(error: FastifyError, request: FastifyRequest): ManagerError {
  const code = error.validation ? 'invalid_request' : (codesOfFastify[error.code] ?? codeOfStatus(error.statusCode));
  if (code === 'internal_error')
    return new ManagerError(code, 'The daemon met an error that it did not expect.', { cause: error });
  if (!error.validation) return new ManagerError(code, sentence(error.message), { cause: error });
  const { detail, errors } = fieldErrors(error, request);
  return new ManagerError(code, sentence(detail), { errors, cause: error });
}

function codeOfStatus(status: number | undefined): ErrorCode {
  if (status === 400) return 'invalid_json';
  if (status === 413) return 'body_too_large';
  if (status === 415) return 'unsupported_media_type';
  return 'internal_error';
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function notFound(request: FastifyRequest): ManagerError {
  return new ManagerError('not_found', `${request.method} ${request.url.split('?')[0]} leads nowhere.`);
}

function wrongMethod(request: FastifyRequest, methods: string[]): ManagerError {
  return new ManagerError('method_not_allowed', `${request.method} is none of ${methods.join(', ')}.`);
}
