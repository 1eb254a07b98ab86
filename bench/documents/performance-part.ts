import { readFileSync, writeFileSync } from 'node:fs';

/** Puts a table between the markers of a part of docs/performance.md: "opening". @throws Error when the page has no such part */
export function writePerformancePart(part: string, table: string): void {
  const file = new URL('../../docs/performance.md', import.meta.url);
  const page = readFileSync(file, 'utf8');
  const [begin, end] = [`<!-- ${part} -->\n`, `\n<!-- /${part} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/performance.md has no place for "${part}".`);
  writeFileSync(file, `${page.slice(0, from + begin.length)}${table}${page.slice(to)}`);
}
