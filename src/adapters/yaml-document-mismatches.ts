import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/value';
import { didYouMean } from '../domain/nearest-name.ts';
import type { Place, YamlDocument } from './yaml-document.ts';
import type { DocumentProblem } from './yaml-document-problem.ts';

/** Something wrong at a JSON pointer; `of` "key" marks the key instead of its value. */
export interface Finding {
  pointer: string;
  of?: 'key' | 'value';
  message: string;
  hint: string | null;
  /** The line of a text of several lines ("|") that is meant, from 1. */
  textLine?: number;
}

export type CheckedValue<Value> = { ok: true; value: Value } | { ok: false; findings: Finding[] };

/**
 * Holds a document's value against a schema. Keys that are there without a value ("tags:") count as not written.
 * Leaves of the schema say with `expects` what they want, as the end of the sentence "name has to be …".
 */
export function checkAgainst<Schema extends TSchema>(schema: Schema, value: unknown): CheckedValue<Static<Schema>> {
  const written = withoutEmptyKeys(schema as Shape, value);
  const findings = mismatches(schema as Shape, written, '');
  if (findings.length > 0) return { ok: false, findings };
  if (Check(schema, written)) return { ok: true, value: written };
  return {
    ok: false,
    findings: [{ pointer: '', message: 'The file does not have the form that is needed.', hint: null }],
  };
}

/** The findings with their places in the file, in the order of the file. */
export function located(document: YamlDocument, findings: readonly Finding[]): DocumentProblem[] {
  return findings
    .map((finding) => ({ ...placeOf(document, finding), message: finding.message, hint: finding.hint }))
    .sort((left, right) => left.line - right.line || left.column - right.column);
}

/** A text that begins in the first column is one of several lines: no other one that belongs to a key does. */
function placeOf(document: YamlDocument, { pointer, of, textLine }: Finding): Place {
  const place = document.place(pointer, of);
  return textLine === undefined || place.column > 1 ? place : { line: place.line + textLine - 1, column: 1 };
}

/** "/parameters/0/min" -> "parameters[0].min"; "" -> "the file" */
export function fieldLabel(pointer: string): string {
  const steps = pointer.split('/').slice(1);
  if (steps.length === 0) return 'the file';
  return steps
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step, index) => (/^\d+$/.test(step) ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join('');
}

/** The part of JSON schema that our schemas use. */
interface Shape {
  type?: string;
  properties?: Record<string, Shape>;
  required?: string[];
  patternProperties?: Record<string, Shape>;
  additionalProperties?: Shape | boolean;
  items?: Shape;
  enum?: string[];
  minItems?: number;
  maxItems?: number;
  maxProperties?: number;
  expects?: string;
  hint?: string;
}

function mismatches(shape: Shape, value: unknown, pointer: string): Finding[] {
  if (shape.type === 'object' && isMapping(value)) {
    return shape.properties ? mappingMismatches(shape, value, pointer) : recordMismatches(shape, value, pointer);
  }
  if (shape.type === 'array' && Array.isArray(value)) return listMismatches(shape, value, pointer);
  return Check(shape as TSchema, value) ? [] : [leafMismatch(shape, value, pointer)];
}

function mappingMismatches(shape: Shape, value: Record<string, unknown>, pointer: string): Finding[] {
  const { properties = {}, required = [], additionalProperties } = shape;
  const known = Object.keys(properties);
  const findings: Finding[] = [];
  const meant = new Set<string>();
  for (const key of Object.keys(value)) {
    const child = `${pointer}/${escaped(key)}`;
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (property !== undefined) {
      findings.push(...mismatches(property, value[key], child));
    } else if (typeof additionalProperties === 'object') {
      findings.push(...mismatches(additionalProperties, value[key], child));
    } else {
      const unset = known.filter((name) => !Object.hasOwn(value, name));
      const hint = didYouMean(key, unset) ?? didYouMean(key, known, `Known are: ${known.join(', ')}.`);
      if (hint !== null) meant.add(hint);
      findings.push({ pointer: child, of: 'key', message: `There is no field "${fieldLabel(child)}".`, hint });
    }
  }
  for (const key of required) {
    // A required key that is only mistyped is one mistake, not two.
    if (Object.hasOwn(value, key) || meant.has(`Did you mean "${key}"?`)) continue;
    const message = `"${fieldLabel(`${pointer}/${key}`)}" is missing.`;
    findings.push({ pointer, message, hint: `It has to be ${properties[key]?.expects ?? 'there'}.` });
  }
  return findings;
}

function recordMismatches(shape: Shape, value: Record<string, unknown>, pointer: string): Finding[] {
  const item = Object.values(shape.patternProperties ?? {})[0];
  const entries = Object.entries(value);
  if (entries.length > (shape.maxProperties ?? Number.POSITIVE_INFINITY)) return [leafMismatch(shape, value, pointer)];
  return item === undefined
    ? []
    : entries.flatMap(([key, entry]) => mismatches(item, entry, `${pointer}/${escaped(key)}`));
}

function listMismatches(shape: Shape, value: unknown[], pointer: string): Finding[] {
  const { items, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = shape;
  if (value.length < minItems || value.length > maxItems) return [leafMismatch(shape, value, pointer)];
  return items === undefined ? [] : value.flatMap((item, index) => mismatches(items, item, `${pointer}/${index}`));
}

function leafMismatch(shape: Shape, value: unknown, pointer: string): Finding {
  const expects = shape.expects ?? 'something else';
  return {
    pointer,
    message: `"${fieldLabel(pointer)}" has to be ${expects}, but it is ${described(value)}.`,
    hint: shape.hint ?? usualMend(shape, value),
  };
}

function usualMend(shape: Shape, value: unknown): string | null {
  if (shape.enum !== undefined) return typeof value === 'string' ? didYouMean(value.slice(0, 100), shape.enum) : null;
  if (shape.type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return 'Put it in quotes.';
  if (shape.type === 'string' && Array.isArray(value)) return 'Write it as one text, not as a list.';
  if (shape.type === 'boolean') return 'Write true or false: YAML 1.2 knows no yes, no, on and off.';
  if ((shape.type === 'number' || shape.type === 'integer') && typeof value === 'string') {
    return value.trim() !== '' && Number.isFinite(Number(value)) ? 'Write it without quotes.' : null;
  }
  if (shape.type === 'array') return 'Write it as a list: [a, b], or lines that begin with "- ".';
  return shape.type === 'object' ? 'Write it as indented "key: value" lines.' : null;
}

/** A value in words, short enough for a sentence and without what could be long or secret in mappings. */
function described(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (typeof value === 'string') {
    const text = value.length > 40 ? `${value.slice(0, 39)}…` : value;
    return value === '' ? 'an empty text' : `the text ${JSON.stringify(text)}`;
  }
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' ? `a mapping of ${Object.keys(value).length}` : String(value);
}

function withoutEmptyKeys(shape: Shape, value: unknown): unknown {
  if (Array.isArray(value)) return shape.items ? value.map((item) => withoutEmptyKeys(shape.items ?? {}, item)) : value;
  if (!isMapping(value) || shape.properties === undefined) return value;
  const { properties, required = [] } = shape;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, entry]) => entry !== null || required.includes(key) || !Object.hasOwn(properties, key))
      .map(([key, entry]) => [key, withoutEmptyKeys(properties[key] ?? {}, entry)]),
  );
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** "a/b" -> "a~1b" (RFC 6901) */
function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
