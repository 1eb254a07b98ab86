import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import t from 'tap';
import { whatCannotBeReached, whatMoves, whatSticksOut } from '../support/layout-checks.ts';
import { markedLanguage, markedTexts, unmarkedWords } from '../support/marked-texts.ts';
import { goToState, pageStates } from '../support/page-states.ts';
import { pageBed } from '../support/page-test.ts';

t.setTimeout(600_000);
const bed = await pageBed(t, { texts: await markedTexts(t) });
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What differs by the theme are colours alone; more contrast changes but a few of them. */
const dark = { colorScheme: 'dark', contrast: 'no-preference' } as const;
const withContrast = [
  { colorScheme: 'light', contrast: 'more' },
  { colorScheme: 'dark', contrast: 'more' },
] as const;

/** Windows of 1280 pixels, zoomed to 200 % and to 400 %: WCAG asks that nothing scrolls sideways there. */
const zoomed = [
  { width: 640, height: 360 },
  { width: 320, height: 256 },
];

for (const state of pageStates) {
  t.test(`nobody is kept out: ${state.name}`, async (t) => {
    const { fake, page } = await bed.open(t, { colorScheme: 'light', reducedMotion: 'reduce', ...state.options });
    await goToState(state, page, fake);
    t.same(await unmarkedWords(page, fake), [], 'all words are those of the translation');
    t.equal(await page.evaluate('document.documentElement.lang'), markedLanguage);
    t.same(await whatMoves(page), [], 'nothing moves');
    await page.evaluate(axe);
    t.same(await violations(page, { rules: { 'target-size': { enabled: true } } }), [], 'light');
    for (const theme of state.isRich ? [dark, ...withContrast] : [dark]) {
      await page.emulateMedia(theme);
      // JupyterLab's controls take the colours over with the next frame.
      await nextFrames(page);
      const name = `${theme.colorScheme}${theme.contrast === 'more' ? ', more contrast' : ''}`;
      t.same(await violations(page, { runOnly: ['color-contrast', 'link-in-text-block'] }, openDialog), [], name);
    }
    for (const size of zoomed) {
      await page.setViewportSize(size);
      await nextFrames(page);
      t.same(await whatSticksOut(page), [], `${size.width} pixels wide`);
      t.same(await whatCannotBeReached(page), [], `${size.height} pixels high`);
    }
  });
}

/** What lies behind a dialog is looked at in other states. */
const openDialog = `(() => {
  const dialogs = (root) => [...root.querySelectorAll('*')].flatMap((element) =>
    element.matches('dialog[open]') ? [element] : element.shadowRoot ? dialogs(element.shadowRoot) : []);
  return dialogs(document).at(-1) ?? document;
})()`;

/**
 * What axe-core finds: the rule, what it is about, and the elements. A size that it cannot tell counts as too small, but not what an
 * open menu covers for a while.
 */
async function violations(page: Page, options: object, where = 'document'): Promise<Finding[]> {
  const found = await page.evaluate<
    Finding[]
  >(`axe.run(${where}, ${JSON.stringify(options)}).then(({ violations, incomplete }) =>
    [...violations, ...incomplete.filter(({ id }) => id === 'target-size')].map(({ id, help, nodes }) =>
      ({ id, help, nodes: nodes.map(({ target, failureSummary }) => [String(target), failureSummary]) })))`);
  const isCovered = ([, summary]: [string, string]) => /obscured by a neighbor/.test(summary);
  return found
    .map((finding) => ({ ...finding, nodes: finding.nodes.filter((node) => !isCovered(node)) }))
    .filter(({ nodes }) => nodes.length > 0);
}

interface Finding {
  id: string;
  help: string;
  /** Of each element its selector, and what is wrong. */
  nodes: [string, string][];
}

function nextFrames(page: Page): Promise<unknown> {
  return page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))');
}
