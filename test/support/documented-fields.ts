import type { TSchema } from 'typebox';

interface Shape {
  type?: string;
  properties?: Record<string, Shape>;
  patternProperties?: Record<string, Shape>;
  additionalProperties?: Shape | boolean;
  items?: Shape;
  expects?: string;
}

/**
 * Compares a schema's field names, at all depths, with the names in code font in the docs: `missing` are those that the
 * docs never name, `unknown` are names in the first column of a table whose head is "field" or "key" that no schema has.
 */
export function undocumentedFields(schema: TSchema, docs: string): { missing: string[]; unknown: string[] } {
  const fields = fieldNames(schema as Shape);
  const inTables = [...docs.matchAll(/^\| (?:field|key) \|.*\n\|[- |]+\n((?:\|.*\n)+)/gm)]
    .flatMap((table) => (table[1] ?? '').trim().split('\n'))
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map((name) => name[1] ?? ''));
  return {
    missing: fields.filter((name) => !docs.includes(`\`${name}\``)),
    unknown: inTables.filter((name) => !fields.includes(name)),
  };
}

/** Paths of schema parts without `expects`, which error messages need. */
export function unexplainedLeaves(schema: TSchema): string[] {
  const walk = (shape: Shape, path: string): string[] => [
    ...(shape.expects === undefined ? [path] : []),
    ...parts(shape).flatMap(([name, part]) => walk(part, `${path}/${name}`)),
  ];
  return walk(schema as Shape, '');
}

function fieldNames(shape: Shape): string[] {
  const own = Object.keys(shape.properties ?? {});
  return [...own, ...parts(shape).flatMap(([, part]) => fieldNames(part))];
}

function parts(shape: Shape): [string, Shape][] {
  const further = typeof shape.additionalProperties === 'object' ? [['*', shape.additionalProperties] as const] : [];
  return [
    ...Object.entries(shape.properties ?? {}),
    ...Object.entries(shape.patternProperties ?? {}),
    ...further.map(([name, part]): [string, Shape] => [name, part]),
    ...(shape.items === undefined ? [] : [['0', shape.items] as [string, Shape]]),
  ];
}
