import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';

/**
 * Sets how schemas become code: each when it is needed first. To compile all of them at the start is half of the time until
 * the first answer, and most are never asked for. Answers need none: the views make them field by field, and Fastify's own
 * serializer, which tries each alternative of a schema by a validator, holds the daemon up for half a second when it is made, and
 * then takes three times as long as JSON does.
 */
export function useSchemaCompilers(app: FastifyInstance): void {
  // Fastify's own validator drops unknown fields and turns 3 into "3"; this one says so.
  app.setValidatorCompiler((route) => onFirstUse(() => TypeBoxValidatorCompiler(route)));
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
}

/** A function that makes itself when it is called first. */
function onFirstUse<Input, Output>(make: () => (input: Input) => Output): (input: Input) => Output {
  let made: ((input: Input) => Output) | null = null;
  return (input) => {
    made ??= make();
    return made(input);
  };
}
