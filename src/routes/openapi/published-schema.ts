/** A JSON schema (2020-12, as OpenAPI 3.1 takes it), read as data. */
export type JsonSchema = { [keyword: string]: unknown };

/** The schemas that have a name, by it. */
export type NamedSchemas = Record<string, JsonSchema>;

/**
 * A schema of a route as the document shows it: those with an `$id` stand once, in `named`, and are referred to; what may be null
 * says so in its type; and a record says what its values are.
 */
export function publishSchema(schema: object, named: NamedSchemas): JsonSchema {
  const { $id, ...rest } = schema as JsonSchema;
  if (typeof $id !== 'string') return convert(rest, named);
  named[$id] ??= convert(rest, named);
  return { $ref: `#/components/schemas/${$id}` };
}

function convert(schema: JsonSchema, named: NamedSchemas): JsonSchema {
  const publish = (part: unknown) => publishSchema(part as object, named);
  const converted: JsonSchema = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'properties') converted[keyword] = mapValues(value as object, publish);
    else if (keyword === 'patternProperties')
      converted.additionalProperties = publish(Object.values(value as object)[0]);
    else if (isSchemas(keyword, value)) converted[keyword] = value.map(publish);
    else if (isSchema(keyword, value)) converted[keyword] = publish(value);
    else converted[keyword] = value;
  }
  return orNull(withType(converted));
}

function isSchemas(keyword: string, value: unknown): value is unknown[] {
  return Array.isArray(value) && /^(anyOf|oneOf|allOf|prefixItems)$/.test(keyword);
}

function isSchema(keyword: string, value: unknown): value is object {
  return typeof value === 'object' && value !== null && /^(items|additionalProperties|not)$/.test(keyword);
}

/** An enumeration of texts has a type, for readers that go by it. */
function withType(schema: JsonSchema): JsonSchema {
  const isOfTexts = Array.isArray(schema.enum) && schema.enum.every((value) => typeof value === 'string');
  return isOfTexts ? { type: 'string', ...schema } : schema;
}

/** `{anyOf: [{type: "string", description: "x"}, {type: "null"}]}` -> `{type: ["string", "null"], description: "x"}` */
function orNull(schema: JsonSchema): JsonSchema {
  const { anyOf, ...rest } = schema;
  const parts = (anyOf ?? []) as JsonSchema[];
  const [only, ...others] = parts.filter((part) => part.type !== 'null');
  if (only === undefined || others.length > 0 || parts.length !== 2 || only.$ref !== undefined) return schema;
  if (Array.isArray(only.anyOf)) return { ...only, ...rest, anyOf: [...only.anyOf, { type: 'null' }] };
  if (typeof only.type !== 'string') return schema;
  const choices = Array.isArray(only.enum) ? { enum: [...only.enum, null] } : {};
  return { ...only, ...rest, ...choices, type: [only.type, 'null'] };
}

function mapValues(values: object, change: (value: unknown) => unknown): JsonSchema {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}
