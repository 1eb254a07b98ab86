import type { Chance } from '../chaos/random.ts';
import type { Schema } from './surroundings.ts';

/** JSON for an operation: right, or right but for one or two places, or no JSON at all. */
export function jsonBody(chance: Chance, schema: Schema): string {
  const value = chance.happens(0.9) ? sample(chance, schema) : oddValue(chance);
  const text = write(chance, value);
  return chance.happens(0.1) ? spoil(chance, text) : text;
}

/** JSON as it shall be written, where no JavaScript value stands for it. */
class Raw {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

function sample(chance: Chance, schema: Schema): unknown {
  if (chance.happens(0.08)) return oddValue(chance);
  if (schema.anyOf) return sample(chance, chance.pick(schema.anyOf));
  switch (schema.type) {
    case 'object':
      return sampleObject(chance, schema);
    case 'integer':
    case 'number':
      return chance.between(schema.minimum ?? -10, schema.maximum ?? 70_000);
    case 'boolean':
      return chance.happens(0.5);
    case 'string':
      return chance.pick(texts);
    default:
      return null;
  }
}

function sampleObject(chance: Chance, { properties = {} }: Schema): [string, unknown][] {
  const entries = Object.entries(properties)
    .filter(() => chance.happens(0.7))
    .map(([name, schema]): [string, unknown] => [name, sample(chance, schema)]);
  const free = Object.keys(properties).length === 0;
  for (let more = chance.happens(free ? 0.7 : 0.1) ? chance.between(1, 3) : 0; more > 0; more -= 1) {
    entries.push([chance.pick(keys), chance.happens(0.5) ? chance.pick(texts) : oddValue(chance)]);
  }
  return entries;
}

const keys = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  '',
  'iso',
  'solver',
  'title',
  'file',
  'run_on',
  'processes',
  'name',
  'a.b',
  '\0',
  '\ud800',
  'host',
];
const texts = [
  'run 1',
  '',
  ' ',
  'x'.repeat(201),
  'x'.repeat(5000),
  '\0',
  'a\r\nSet-Cookie: x=1',
  '\u202egnp.exe',
  '\ud800',
  '🐛',
  '$(touch /nowhere)',
  "'; --",
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '/tmp',
  '~',
  '/proc/self/root',
  '$HOME/x',
  '127.0.0.1',
  '[::1]',
  '0x7f.1',
  'localhost:22',
  'local',
  'fast',
  '\u001b[2J',
  'e\u0301'.repeat(100),
];
const odd: (() => unknown)[] = [
  () => null,
  () => true,
  () => new Raw('1e400'),
  () => new Raw('-0'),
  () => new Raw('0.1e-400'),
  () => new Raw('9007199254740993'),
  () => new Raw('1'.repeat(2000)),
  () => new Raw('NaN'),
  () => new Raw('[,]'),
  () => new Raw(`${'['.repeat(20_000)}${']'.repeat(20_000)}`),
  () => new Raw(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`),
  () => new Raw('"\\ud800"'),
  () => new Raw('"\\u0000"'),
  () => new Raw('{"__proto__":{"admin":true}}'),
  () => new Raw('{"constructor":{"prototype":{"admin":true}}}'),
  () => new Raw('{"a":1,"a":2}'),
  () => [],
  () => [[null, 1, 'x']],
  () => 'x'.repeat(100_000),
  () => Array.from({ length: 3000 }, (_, index) => index),
];

function oddValue(chance: Chance): unknown {
  return chance.pick(odd)();
}

/** Objects are lists of pairs here: a key may come twice, and `__proto__` is one like any other. */
function write(chance: Chance, value: unknown): string {
  if (value instanceof Raw) return value.text;
  if (!isPairs(value)) return JSON.stringify(value) ?? 'null';
  const space = chance.happens(0.1) ? chance.pick([' ', '\n', '\t', '\u00a0', '\ufeff']) : '';
  const pairs = value.map(([key, inner]) => `${space}${JSON.stringify(key)}:${space}${write(chance, inner)}`);
  return `{${pairs.join(',')}}`;
}

function isPairs(value: unknown): value is [string, unknown][] {
  return (
    Array.isArray(value) &&
    value.every((pair) => Array.isArray(pair) && pair.length === 2 && typeof pair[0] === 'string')
  );
}

function spoil(chance: Chance, text: string): string {
  const at = chance.between(0, text.length);
  return (
    text.slice(0, at) +
    chance.pick(['', '}', '"', '\\', ',', '\0', '/*', '\ufeff']) +
    text.slice(at + chance.between(0, 2))
  );
}
