import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import type { FastifySchemaCompiler, FastifyServerOptions } from 'fastify';
import { once } from '../domain/once.ts';

type SchemaController = NonNullable<FastifyServerOptions['schemaController']>;
type Factories = NonNullable<SchemaController['compilersFactory']>;

/** Fastify's own validator drops unknown fields and turns 3 into "3"; this one says so. */
const compileValidator: FastifySchemaCompiler<unknown> = (route) => {
  const validate = once(() => TypeBoxValidatorCompiler(route as Parameters<typeof TypeBoxValidatorCompiler>[0]));
  return (value: unknown) => validate()(value);
};

/**
 * How schemas become code: each when it is needed first. To compile all of them at the start is half of the time until the first
 * answer, and most are never asked for. Answers need none: the views make them field by field, and Fastify's own serializer,
 * which tries each alternative of a schema by a validator, holds the daemon up for half a second when it is made, and then takes
 * three times as long as JSON does. Fastify's own compilers are not even loaded then.
 */
export const schemaCompilers: SchemaController = {
  compilersFactory: {
    // Fastify's types know of Ajv's alone.
    buildValidator: (() => compileValidator) as unknown as Factories['buildValidator'],
    buildSerializer: () => () => (answer) => JSON.stringify(answer),
  },
};
