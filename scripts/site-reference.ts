// Writes what is made of the site file's schema: the tables of docs/site-configuration.md, and the JSON Schema with which
// editors check and complete site files.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { siteFileSchema } from '../src/adapters/site-file-schema.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
export const schemaFile = join(root, 'configurations', 'site.schema.json');
export const docsFile = join(root, 'docs', 'site-configuration.md');

/** The JSON Schema for editors: ours, without what only our own checker reads. */
export function editorSchema(): string {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Site configuration of Trame Manager',
    ...(withoutOwnWords(siteFileSchema) as object),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** The docs with the tables between "<!-- keys of … -->" and "<!-- end of keys -->" written anew. */
export function docsWithTables(docs: string): string {
  const block = /<!-- keys of (.*?) -->\n[\s\S]*?<!-- end of keys -->/g;
  return docs.replaceAll(block, (_, path: string) => {
    return `<!-- keys of ${path} -->\n\n${table(partAt(path))}\n<!-- end of keys -->`;
  });
}

interface Part {
  type?: string;
  properties?: Record<string, Part>;
  required?: string[];
  items?: Part;
  enum?: string[];
  description?: string;
  default?: unknown;
  defaultWords?: string;
  minimum?: number;
  maximum?: number;
}

/** "paraview.known[]" -> the schema of one known server; "the file" -> that of the whole file */
function partAt(path: string): Part {
  const steps = path === 'the file' ? [] : path.replaceAll('[]', '.[]').split('.');
  return steps.reduce<Part>((part, step) => {
    const child = step === '[]' ? part.items : part.properties?.[step];
    if (child === undefined) throw new Error(`The schema has no "${path}".`);
    return child;
  }, siteFileSchema as Part);
}

function table(part: Part): string {
  const rows = Object.entries(part.properties ?? {}).map(([key, child]) => [
    `\`${key}\``,
    defaultOf(child, part.required?.includes(key) ?? false),
    [child.description ?? '', bounds(child)].filter((text) => text !== '').join(' '),
  ]);
  const cells = [['key', 'default', 'what it is'], ...rows].map((row) =>
    row.map((cell) => cell.replaceAll('|', '\\|')),
  );
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  const [head, ...body] = cells.map((row) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`);
  return [head, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body, ''].join('\n');
}

function defaultOf(part: Part, isRequired: boolean): string {
  if (isRequired) return 'required';
  if (part.defaultWords !== undefined) return part.defaultWords;
  if (part.default !== undefined)
    return typeof part.default === 'number' ? String(part.default) : `\`${part.default}\``;
  return part.type === 'object' ? '' : 'none';
}

function bounds({ minimum, maximum, enum: values }: Part): string {
  if (values !== undefined) return `One of ${values.map((value) => `\`${value}\``).join(', ')}.`;
  if (minimum === undefined || maximum === undefined) return '';
  return `${minimum.toLocaleString('en')} to ${maximum.toLocaleString('en')}.`;
}

function withoutOwnWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutOwnWords);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => !['expects', 'hint', 'defaultWords'].includes(key));
  return Object.fromEntries(entries.map(([key, child]) => [key, withoutOwnWords(child)]));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(schemaFile, editorSchema());
  writeFileSync(docsFile, docsWithTables(readFileSync(docsFile, 'utf8')));
  console.log('Wrote configurations/site.schema.json and the tables of docs/site-configuration.md.');
}
