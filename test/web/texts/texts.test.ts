import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { texts } from '../../../src/web/texts/texts.ts';
import { hole, htmlTemplates } from '../../support/html-templates.ts';

const root = fileURLToPath(new URL('../../../src/web/', import.meta.url));
const sources = (await readdir(root, { recursive: true }))
  .filter((name) => name.endsWith('.ts') && !name.startsWith('texts/'))
  .sort();
const read = (name: string) => readFile(join(root, name), 'utf8');

t.test('every file of texts belongs to the whole that a translation has to give', async (t) => {
  const tools = new Set(['texts.ts', 'counted.ts', 'said.ts']);
  const files = (await readdir(join(root, 'texts'))).filter((name) => !tools.has(name));
  const parts = files.map((name) =>
    name.replace('.ts', '').replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
  );
  t.strictSame(Object.keys(texts).sort(), parts.sort());
});

t.test('the scan of templates sees what a reader would see', async (t) => {
  const source =
    "render() { return html`<p title=€{`a €{b}`}>Seen €{x ? html`<b>inner</b>` : ''}</p>`; } // html`<i>no</i>`".replaceAll(
      '€',
      '$',
    );
  t.same(htmlTemplates(source), ['<b>inner</b>', `<p title=${hole}>Seen ${hole}</p>`]);
  t.same(literals('<p aria-label="Said">Seen</p>'), ['Seen', 'aria-label="Said"']);
  t.same(literals(`<p class="muted" title=${hole}>${hole} · <b data-testid="x">${hole}</b>, (${hole})</p>`), []);
});

t.test('no template has words of its own: they are in src/web/texts', async (t) => {
  t.ok(sources.length > 150, 'all sources are looked at');
  for (const name of sources) {
    const found = htmlTemplates(await read(name)).flatMap(literals);
    t.same(found, [], name);
  }
});

t.test('no other code has sentences of its own', async (t) => {
  for (const name of sources) {
    const code = (await read(name)).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
    t.same(code.match(/(['"`])\p{Lu}\p{Ll}+(?: [\p{L}\d$]+)+[.!?…]?\1/gu) ?? [], [], name);
  }
});

t.test('names and words are put together where a translation can turn them around', async (t) => {
  for (const name of sources) t.notMatch(await read(name), /\b(?:aria-label|name|title|label|placeholder)=\$\{`/, name);
});

t.test('plurals, numbers and lists are left to the language, dates to the browser', async (t) => {
  const byHand = /[!=]== 1 \?|\.toFixed\(|toLocale\w*String|\.join\(', '\)|new Intl\.(?!Collator)/;
  const allowed: Record<string, RegExp> = { 'format.ts': /new Intl\.DateTimeFormat\(undefined/ };
  for (const name of [...sources, ...(await readdir(join(root, 'texts'))).map((file) => `texts/${file}`)]) {
    // What is written for other programs follows their rules.
    if (name === 'texts/counted.ts' || name.startsWith('script/')) continue;
    const lines = (await read(name)).split('\n').filter((line) => byHand.test(line) && !/direction === 1/.test(line));
    t.same(
      lines.filter((line) => !allowed[name]?.test(line)),
      [],
      name,
    );
  }
});

const spokenAttributes = /\b(?:aria-label|aria-description|title|placeholder|alt|label|heading)="[^"]*\p{L}[^"]*"/gu;

/** Words that stand in markup itself. */
function literals(markup: string): string[] {
  const between = markup.replace(/<!--[\s\S]*?-->/g, '').split(/<[^>]*>/);
  const words = between.map((text) => text.replaceAll(hole, '').trim()).filter((text) => /\p{L}/u.test(text));
  return [...words, ...(markup.match(spokenAttributes) ?? [])];
}
