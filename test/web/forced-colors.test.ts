import type { Locator } from 'playwright-core';
import t from 'tap';
import { goToState, type PageState, pageStates } from '../support/page-states.ts';
import { pageBed } from '../support/page-test.ts';

t.setTimeout(120_000);
const bed = await pageBed(t);

/** Backgrounds, tints and shadows are the system's own then: what they said has to be said otherwise. */
const options = { forcedColors: 'active', colorScheme: 'dark', reducedMotion: 'reduce' } as const;
const stateNamed = (start: string) => pageStates.find(({ name }) => name.startsWith(start)) as PageState;

t.test(
  'in forced colours the chosen view, selected rows, what cannot be pressed, the live sign and plots are still seen',
  async (t) => {
    const { fake, page } = await bed.open(t, options);
    await goToState(stateNamed('a table with selected'), page, fake);
    const system = await systemColors(page.locator('body'));
    const row = page.getByTestId('row');
    t.match(await styles(row.and(page.locator('.selected')).first()), {
      outlineStyle: 'solid',
      outlineColor: system.Highlight,
    });
    t.match(await styles(row.and(page.locator(':not(.selected)')).first()), { outlineStyle: 'none' });
    t.match(await styles(page.getByTestId('view-table')), {
      backgroundColor: system.Highlight,
      color: system.HighlightText,
    });
    t.match(await styles(page.locator('button:disabled').first()), { color: system.GrayText, opacity: '1' });
    t.match(await styles(page.locator('.dot')), { borderTopWidth: '4px', borderTopColor: system.CanvasText });
    await page.getByTestId('view-cards').click();
    t.match(await styles(page.locator('tm-usage-plot path').first()), { stroke: system.CanvasText });
    for (const badge of await page.getByTestId('state').all())
      t.match(await badge.textContent(), /\w{4}/, 'a state is a word');
    await page.getByTestId('view-cards').focus();
    await page.keyboard.press('Shift+Tab');
    t.match(
      await styles(page.locator('select:focus')),
      { outlineStyle: 'solid', outlineWidth: '2px' },
      'the focus has a ring',
    );
  },
);

t.test('in forced colours the entry of a menu or list that a key would take is seen', async (t) => {
  const { fake, page } = await bed.open(t, options);
  await goToState(stateNamed('ParaView servers, a menu'), page, fake);
  const { Highlight } = await systemColors(page.locator('body'));
  t.match(await styles(page.locator('[role=menuitem]:focus')), { outlineStyle: 'solid', outlineColor: Highlight });
  await page.keyboard.press('Escape');
  await goToState(stateNamed('choosing a directory'), page, fake);
  await page.locator('[role=listbox]').and(page.locator(':focus')).waitFor();
  await page.keyboard.press('ArrowDown');
  t.match(await styles(page.locator('[role=option][aria-selected=true]')), {
    outlineStyle: 'solid',
    outlineColor: Highlight,
  });
});

function styles(element: Locator): Promise<Record<string, string>> {
  return element.evaluate(
    inPage(`(() => {
      const found = getComputedStyle(element);
      const names = ['outlineStyle', 'outlineColor', 'outlineWidth', 'backgroundColor', 'color', 'opacity', 'stroke', 'borderTopWidth', 'borderTopColor'];
      return Object.fromEntries(names.map((name) => [name, found[name]]));
    })()`),
  );
}

/** What the system's colours are here, as computed styles have them. */
function systemColors(body: Locator): Promise<Record<string, string>> {
  return body.evaluate(
    inPage(`(() => {
      const found = ['Highlight', 'HighlightText', 'GrayText', 'CanvasText'].map((name) => {
        element.style.color = name;
        return [name, getComputedStyle(element).color];
      });
      element.style.color = '';
      return Object.fromEntries(found);
    })()`),
  );
}

/** A function that runs in the page, whose types the tests do not have. */
function inPage(expression: string): (element: unknown) => Record<string, string> {
  return new Function('element', `return ${expression};`) as (element: unknown) => Record<string, string>;
}
