import type { FastifyError, FastifyRequest } from 'fastify';
import type { FieldError } from '../domain/errors.ts';
import { didYouMean } from '../domain/nearest-name.ts';

type Fault = NonNullable<FastifyError['validation']>[number];

interface Shape {
  properties?: object;
  anyOf?: Shape[];
}

/**
 * What a request's schema found wrong, in a sentence and field by field, with the nearest known name of a mistyped one. Paths
 * are JSON pointers into the body or the query.
 */
export function fieldErrors(error: FastifyError, request: FastifyRequest): { detail: string; errors: FieldError[] } {
  const part = error.validationContext ?? 'body';
  const { properties, anyOf } = (request.routeOptions.schema?.[part as 'body'] ?? {}) as Shape;
  const known = (anyOf ?? [{ properties }]).flatMap(({ properties: some }) => Object.keys(some ?? {}));
  const { body, query: querystring, params, headers } = request;
  const given = { body, querystring, params, headers }[part];
  const errors = worthSaying(error.validation ?? []).flatMap((fault) => read(fault, known, given));
  const unique = errors.filter(({ path }, index) => errors.findIndex((other) => other.path === path) === index);
  const said = unique.map(({ path, message }) => `${path === '' ? 'it' : `"${path.slice(1)}"`} ${message}`);
  return {
    detail: `${places[part] ?? 'In the request'}, ${said.join('; ') || 'something is not valid'}`,
    errors: unique,
  };
}

const places: Record<string, string> = {
  body: 'In the body',
  querystring: 'In the query',
  params: 'In the address',
  headers: 'In the headers',
};

/** That a field is forbidden is said by its name, and that one may be null helps nobody who gave something else. */
function worthSaying(faults: readonly Fault[]): Fault[] {
  const useful = faults.filter(
    ({ keyword, params }) =>
      keyword !== 'boolean' && keyword !== 'anyOf' && !(keyword === 'type' && params.type === 'null'),
  );
  return useful.length > 0 ? useful : [...faults];
}

function read({ instancePath, keyword, message, params }: Fault, known: string[], given: unknown): FieldError[] {
  const names = (names: unknown) => [names ?? []].flat().map(String);
  if (keyword === 'additionalProperties') {
    const unknown = names(params.additionalProperties ?? params.additionalProperty);
    return unknown.map((name) => ({ path: `${instancePath}/${name}`, message: sayUnknown(name, known) }));
  }
  if (keyword === 'enum') {
    const choices = names(params.allowedValues);
    return [{ path: instancePath, message: sayChoices(valueAt(given, instancePath), choices) }];
  }
  return [{ path: instancePath, message: message ?? 'is not valid' }];
}

function sayUnknown(name: string, known: string[]): string {
  const guess = didYouMean(name, known);
  return `is not a known field${guess === null ? '' : `. ${guess}`}`;
}

function sayChoices(given: unknown, known: string[]): string {
  const guess = typeof given === 'string' ? didYouMean(given, known) : null;
  return guess === null ? `has to be one of ${known.join(', ')}` : `cannot be "${given}". ${guess}`;
}

function valueAt(value: unknown, pointer: string): unknown {
  const names = pointer.split('/').slice(1);
  return names.reduce((part, name) => (part as Record<string, unknown> | undefined)?.[name], value);
}
