import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { failedInstance, sampleApp, sampleInstance } from '../support/fake-samples.ts';
import { sampleConnection, sampleServer } from '../support/fake-server-samples.ts';
import { pageBed, until } from '../support/page-test.ts';

t.setTimeout(180_000);
const bed = await pageBed(t);

t.test('an app is launched, connected, read, renamed, stopped, removed and brought back by keys alone', async (t) => {
  const { fake, page } = await bed.open(t, { viewport: { width: 1100, height: 620 } });
  fake.listing = {
    apps: [sampleApp(), sampleApp({ id: 'wing', name: 'Wing', paraview: true })],
    problems: [],
    searched: [],
  };
  fake.putServer(sampleServer());
  await page.goto(fake.url);
  await page.getByTestId('app-card').first().waitFor();
  const { keyboard } = page;

  await tabTo(t, page, 'Skip to the apps');
  await keyboard.press('Enter');
  await keyboard.type('win');
  await keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Launch Wing' }).waitFor();
  await keyboard.press('Enter');
  await page.locator('[data-id=new1][data-state=starting]').waitFor();
  await focusOn(page, 'Search apps', 'a dialog gives the focus back');
  fake.put(running({ connection: sampleConnection() }));

  await tabTo(t, page, 'Connect to …, first run', { back: true });
  await keyboard.press('Enter');
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowUp');
  await keyboard.press('Enter');
  await page.getByTestId('connection-state').getByText('Connected to wing').waitFor();
  await focusOn(page, 'Connect to another …, first run', 'so does a menu');

  await tabTo(t, page, 'Log first run');
  fake.logStart = 'one\ntwo\n';
  await keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Log of first run' }).waitFor();
  await keyboard.press('Control+f');
  await focusOn(page, 'Search the log', 'the browser’s own search would find less');
  await keyboard.type('two');
  await page.getByTestId('log-hits').getByText('1 of 1').waitFor();
  for (let times = 0; times < 3; times += 1) await keyboard.press('Escape');
  await focusOn(page, 'Log first run', 'the log gives the focus back');

  await tabTo(t, page, 'Rename first run', { back: true });
  await keyboard.press('Enter');
  await keyboard.type('wing run');
  await keyboard.press('Enter');
  await page.getByRole('article', { name: 'wing run' }).waitFor();
  await focusOn(page, 'Rename wing run', 'so does the field for the name');

  await tabTo(t, page, 'Stop wing run');
  await keyboard.press('Enter');
  await page.getByRole('alertdialog', { name: 'Stop wing run?' }).waitFor();
  await focusOn(page, 'Keep running', 'what loses nothing comes first');
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await until(() => fake.calls('POST').includes('instances/new1/stop'), 'it is stopped');
  const stopped = { state: 'stopped', ended_at: new Date().toISOString(), usage: null, connection: null } as const;
  fake.put(running({ name: 'wing run', ...stopped }));
  await page.getByTestId('ended').locator('[data-id=new1]').waitFor();
  await focusOn(page, 'Details wing run', 'the focus goes with the card to those that ended');

  await tabTo(t, page, 'Remove wing run');
  await keyboard.press('Enter');
  await page.getByText('wing run removed.').waitFor();
  await focusOn(page, 'Running0', 'where the card was');
  await keyboard.press('Control+z');
  await page.getByTestId('ended').locator('[data-id=new1]').waitFor();
  await tabTo(t, page, 'Remove wing run');
  await keyboard.press('Enter');
  await tabTo(t, page, 'Undo', { back: true });
  await keyboard.press('Enter');
  await page.getByTestId('ended').locator('[data-id=new1]').waitFor();
  await focusOn(page, 'Running0', 'a message gives the focus back, too');
  t.same(fake.calls('DELETE'), []);
});

t.test('wherever the focus goes it can be seen, also below bars and messages that lie over the page', async (t) => {
  const { fake, page } = await bed.open(t, { viewport: { width: 1000, height: 420 } });
  fake.listing = { apps: [sampleApp()], problems: [], searched: [] };
  const startedAt = (n: number) => new Date(Date.now() - n * 60_000).toISOString();
  for (let n = 0; n < 12; n += 1)
    fake.put(failedInstance({ id: `i${n}`, name: `run ${n}`, started_at: startedAt(n), log_tail: [] }));
  await page.goto(fake.url);
  await tabTo(t, page, 'Table');
  await page.keyboard.press('Enter');
  await tabTo(t, page, 'Select run 0');
  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+ArrowDown');
  await page.getByTestId('selection').getByText('2 selected').waitFor();
  await tabTo(t, page, 'Remove 2', { back: true });
  await page.keyboard.press('Enter');
  // It stays for as long as it is pointed at.
  await page.getByTestId('toast').hover();
  await tabTo(t, page, 'Select run 11');
  await tabTo(t, page, 'Select run 2', { back: true });
  await page.keyboard.press('Space');
  await page.keyboard.press('Escape');
  await page.getByTestId('selection').getByText('Select rows').waitFor();
});

function running(change: Parameters<typeof sampleInstance>[0]) {
  return sampleInstance({ id: 'new1', name: 'first run', app: 'wing', app_name: 'Wing', ...change });
}

/** Goes on by Tab, or back, until what is called so has the focus; each place on the way has to be seen. */
async function tabTo(t: Test, page: Page, name: string, { back = false } = {}): Promise<void> {
  const passed: string[] = [];
  for (let steps = 0; steps < 150; steps += 1) {
    await page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
    const at = await focused(page);
    const hidden = await page.evaluate(whatHidesFocus);
    if (hidden !== null) t.fail(`the focus on "${at}" is not seen: ${hidden}`);
    if (at === name) return;
    passed.push(at);
  }
  throw new Error(`"${name}" is not on the way: ${passed.join(', ')}`);
}

async function focusOn(page: Page, name: string, why: string): Promise<void> {
  let seen = '';
  const isThere = async () => {
    seen = await focused(page);
    return seen === name;
  };
  await until(isThere, why).catch(() => {
    throw new Error(`${why}: the focus is not on "${name}" but on "${seen}"`);
  });
}

/** What has the focus, by its name. */
function focused(page: Page): Promise<string> {
  return page.evaluate(`(() => {
    ${deepFocus}
    const host = element.getRootNode().host;
    const named = host?.localName.startsWith('jp-') ? host : element;
    return named.getAttribute('aria-label') ?? named.textContent.trim();
  })()`);
}

const deepFocus = `
  let element = document.activeElement;
  while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
`;

/** Null where the element with the focus has a ring and can be seen, at least in part (WCAG 2.4.7, 2.4.11). */
const whatHidesFocus = `(() => {
  ${deepFocus}
  if (element === document.body) return null;
  const ring = [element, element.getRootNode().host].filter(Boolean).some((each) => getComputedStyle(each).outlineStyle !== 'none' ||
    [...(each.shadowRoot ?? each).querySelectorAll('[part=control], [part=root]')].concat(each).some((part) => /inset|px/.test(getComputedStyle(part).boxShadow)));
  const { left, top, width, height } = element.getBoundingClientRect();
  const points = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]].map(([x, y]) => [left + x * width, top + y * height]);
  const isSeen = points.some(([x, y]) => {
    let hit = document.elementFromPoint(x, y);
    while (hit?.shadowRoot) {
      const inner = hit.shadowRoot.elementFromPoint(x, y);
      if (inner === null || inner === hit) break;
      hit = inner;
    }
    for (let each = hit; each; each = each.assignedSlot ?? each.parentElement ?? each.getRootNode().host) if (each === element) return true;
    return false;
  });
  return isSeen ? (ring ? null : 'it has no ring') : 'something covers it';
})()`;
