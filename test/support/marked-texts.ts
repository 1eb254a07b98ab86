import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import type { FakeApi } from './fake-api.ts';

const english = fileURLToPath(new URL('../../src/web/texts', import.meta.url));
/** Of the directory of texts, what is no text. */
const tools = new Set(['counted.ts', 'said.ts', 'texts.ts', 'language.ts']);

/** The language of the marked texts. */
export const markedLanguage = 'en-x-marked';

/**
 * A translation into a language in which everything stands between marks: "Stop" is "⟦Stop⟧". What has none on the page is no text
 * that a translation can reach. Answers its directory, which goes when `t` ends.
 */
export async function markedTexts(t: { teardown(handler: () => unknown): void }): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tm-texts-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  await writeFile(join(directory, 'language.ts'), `export const language = '${markedLanguage}';\n`);
  for (const name of await readdir(english))
    if (!tools.has(name)) await writeFile(join(directory, name), await mark(name));
  return directory;
}

async function mark(name: string): Promise<string> {
  const names = Object.keys((await import(join(english, name))) as object);
  return `import * as english from ${JSON.stringify(join(english, name))};
const marked = (value) => {
  if (typeof value === 'string') return value === '' ? '' : '⟦' + value + '⟧';
  if (typeof value === 'function') return (...args) => marked(value(...args));
  if (Array.isArray(value)) return value.map(marked);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, marked(each)]));
};
export const { ${names.join(', ')} } = marked({ ...english });
`;
}

/** What may be read or is spoken on the page, stands in no marks, and did not come from the daemon; code and logs are left out. */
export async function unmarkedWords(page: Page, fake: FakeApi): Promise<string[]> {
  const given = JSON.stringify(whatTheDaemonSent(fake));
  const found = (await page.evaluate<string[]>(readAll))
    .flatMap((text) => withoutMarked(text).split(/\n|(?<=\.) /))
    // A directory is named with a slash, and what is launched as its app with a number.
    .map((text) => text.trim().replace(/\/$| \d+$/, ''));
  const isForeign = (text: string) => /\p{L}{2}/u.test(text) && !given.includes(text) && !neverTranslated.test(text);
  return [...new Set(found.filter(isForeign))];
}

/** Times of day and dates, which the browser writes; walltimes as they are typed; calls. */
const neverTranslated = /^((\w{3} \d+, \d{4}, )?\d+:\d\d\s[AP]M|\d+ (d|h|min|s)|(GET|PUT|POST|PATCH|DELETE) \S+)$/;

const readAll = `(() => {
  const found = [];
  const visit = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.closest('pre, code, textarea, style, .scroll') !== null || element.localName.startsWith('jp-icon')) continue;
      for (const name of ['aria-label', 'aria-description', 'title', 'placeholder', 'alt']) found.push(element.getAttribute(name) ?? '');
      for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) found.push(node.data);
      if (element.shadowRoot !== null) visit(element.shadowRoot);
    }
  };
  visit(document.querySelector('tm-app').shadowRoot);
  return found;
})()`;

/** "⟦a ⟦b⟧⟧ c" -> "\\n c" */
function withoutMarked(text: string): string {
  let left = text.replace(/\s+/g, ' ');
  for (let before = ''; before !== left; ) {
    before = left;
    left = left.replace(/⟦[^⟦⟧]*⟧/g, '\n');
  }
  return left;
}

function whatTheDaemonSent(fake: FakeApi): unknown {
  const { system, listing, serversForm, jobForm, queue, favourites, presets } = fake;
  const maps = [fake.instances, fake.servers, fake.directories, fake.answers].map((map) => [...map]);
  return [system, listing, serversForm, jobForm, queue, favourites, presets, maps];
}
