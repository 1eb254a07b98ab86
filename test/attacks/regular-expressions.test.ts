import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from '@swc/core';
import t from 'tap';
import { root } from '../support/python-environment.ts';

t.setTimeout(120_000);

/** A regular expression of the sources. */
interface Found {
  where: string;
  pattern: string;
  flags: string;
}

/** All regular expressions below src: literals, and the patterns of schemas. */
function collect(): Found[] {
  const source = join(root, 'src');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.sort().flatMap((file) => {
    const found: Found[] = [];
    visit(parseSync(readFileSync(join(source, file), 'utf8'), { syntax: 'typescript' }), (node) => {
      if (node.type === 'RegExpLiteral')
        found.push({ where: file, pattern: String(node.pattern), flags: String(node.flags) });
      const { key, value } = node as { key?: { value?: unknown }; value?: { type?: string; value?: unknown } };
      if (node.type === 'KeyValueProperty' && key?.value === 'pattern' && value?.type === 'StringLiteral') {
        found.push({ where: file, pattern: String(value.value), flags: 'u' });
      }
    });
    return found;
  });
}

function visit(node: unknown, see: (node: Record<string, unknown>) => void): void {
  if (typeof node !== 'object' || node === null) return;
  if ('type' in node) see(node as Record<string, unknown>);
  for (const child of Object.values(node)) visit(child, see);
}

/** What is repeated to make matching slow: characters and words of the pattern, alone and in pairs. */
function pumps(pattern: string): string[] {
  const words = pattern.replaceAll('(?:', '(').match(/[A-Za-z#@=:' ]{2,}/g) ?? [];
  const characters = new Set([
    'a',
    '0',
    ' ',
    '\t',
    '\n',
    '.',
    '-',
    '/',
    '_',
    "'",
    '"',
    ...pattern.replaceAll(/\\./g, ''),
  ]);
  const short = [...characters].filter((character) => !'()[]{}|^$*+?'.includes(character)).slice(0, 20);
  const pairs = short.slice(0, 8).flatMap((first) => short.slice(0, 8).map((second) => first + second));
  const phrases = words
    .slice(0, 6)
    .flatMap((first) => words.slice(0, 6).flatMap((second) => [first + second, `${first} `]));
  return [...new Set([...short, ...pairs, ...words, ...phrases])];
}

/** What stands before: the words of the pattern, and what they may begin with. */
function prefixes(pattern: string): string[] {
  const words = pattern.match(/[\w#@=:', <>&;%./-]{2,}/g) ?? [];
  return ['', 'a', '0', ...new Set(words)].slice(0, 5);
}

/** Milliseconds that one match takes; of three tries the least, as other programs run too. */
function matchTime(expression: RegExp, text: string): number {
  let least = Number.POSITIVE_INFINITY;
  for (let count = 0; count < 3 && least > suspiciousMs; count += 1) {
    const start = performance.now();
    expression.lastIndex = 0;
    expression.exec(text);
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

/** Longer and longer: the first length that is slow enough to be measured is not yet one that takes minutes. */
const lengths = [200, 800, 3200, 12_800];
/** A linear match of so short a text takes a tenth of this. */
const suspiciousMs = 2;

/** Where it is bearable also for longer texts: up to a bound in an expression (".{0,200}") the time may grow faster. */
function growsFast(time: (length: number) => number, length: number): boolean {
  const longer = time(4 * length);
  return longer > 8 * time(length) && (longer > bearableMs || time(16 * length) > 8 * longer);
}
const bearableMs = 200;

/** A text on which four times the length takes more than eight times the time; null: none was found. */
function slowText({ pattern, flags }: Found): string | null {
  const expression = new RegExp(pattern, flags);
  for (const pump of pumps(pattern)) {
    for (const prefix of prefixes(pattern)) {
      const time = (length: number) =>
        matchTime(expression, `${prefix}${pump.repeat(Math.ceil(length / pump.length))}\u0001`);
      const slow = lengths.find((length) => time(length) > suspiciousMs);
      if (slow !== undefined && growsFast(time, slow)) return `${prefix}(${pump})…`;
    }
  }
  return null;
}

t.test('the search finds expressions that are slow', async (t) => {
  for (const pattern of ['^a*a*a*$', 'a*a*$', '#X\\s+(?:.*\\s)?(?:-J)', 'lib(?:GL)[\\w.+-]*:', 'no .*file for x']) {
    t.ok(slowText({ where: '', pattern, flags: '' }), pattern);
  }
});

t.test('no regular expression of the sources takes more than linear time', async (t) => {
  const found = collect();
  t.ok(found.length > 200, `${found.length} expressions`);
  const slow = found.flatMap((expression) => {
    const text = slowText(expression);
    return text === null ? [] : [`${expression.where}: /${expression.pattern}/ on ${JSON.stringify(text)}`];
  });
  t.same(slow, []);
});
