import type { Page } from 'playwright-core';
import t from 'tap';
import { failedInstance, sampleApp, sampleInstance } from '../../support/fake-samples.ts';
import { pageBed, until } from '../../support/page-test.ts';

t.setTimeout(120_000);
const bed = await pageBed(t);

/** Stands in for the browser's notifications, of which headless browsers have none, and lets the page be hidden. */
const stub = `{
  let permission = 'default';
  window.shown = [];
  window.asked = 0;
  window.Notification = class {
    static get permission() { return localStorage.getItem('stub-permission') ?? permission; }
    static async requestPermission() {
      window.asked += 1;
      localStorage.setItem('stub-permission', 'granted');
      return 'granted';
    }
    constructor(title, options) { window.shown.push(Object.assign(this, { title, ...options })); }
    close() {}
  };
  let sight = 'visible';
  Object.defineProperty(document, 'visibilityState', { get: () => sight });
  document.hasFocus = () => sight === 'visible';
  window.setSight = (next) => { sight = next; document.dispatchEvent(new Event('visibilitychange')); };
}`;
const hide = (page: Page) => page.evaluate("setSight('hidden')");
const shown = (page: Page) => page.evaluate<string[]>('shown.map(({ title }) => title)');

t.test('who asks to be told is told once, outside of the page, and finds the card by a click', async (t) => {
  const { fake, page } = await bed.open(t);
  await page.context().addInitScript(stub);
  fake.listing = { apps: [sampleApp()], problems: [], searched: [] };
  const starting = { state: 'starting', ready_at: null, usage: null } as const;
  fake.put(sampleInstance({ ...starting }));
  fake.put(sampleInstance({ ...starting, id: 'f1', name: 'broken run' }));
  await page.goto(fake.url);
  const second = await page.context().newPage();
  await second.goto(fake.url);
  t.equal(await page.evaluate('asked'), 0, 'never unasked');
  await page.getByRole('button', { name: /^Tell me when it is ready: / }).click();
  await page.getByText('You will be told when').waitFor();
  await page.getByTestId('notify-offer').waitFor({ state: 'detached' });
  await second.getByRole('button', { name: 'Notifications are on' }).waitFor();
  t.equal(await page.evaluate('asked'), 1);

  fake.put(sampleInstance({ ...starting, id: 'q1', name: 'quick' }));
  await page.locator('[data-testid=instance-card][data-id=q1]').waitFor();
  fake.put(sampleInstance({ id: 'q1', name: 'quick' }));
  const toast = page.getByRole('region', { name: 'Messages' }).getByText('quick is ready.');
  await toast.waitFor();
  t.equal(await page.getByRole('status').getByText('quick is ready.').count(), 0, 'the announcement says it already');

  await hide(page);
  await hide(second);
  fake.put(sampleInstance());
  const all = async () => [...(await shown(page)), ...(await shown(second))];
  await until(async () => (await all()).length > 0, 'the first is told');
  fake.put(failedInstance());
  await until(async () => (await all()).length > 1, 'the second is told');
  t.same(await all(), ['run 1 is ready', 'broken run failed'], 'each once, though two pages are open');
  t.same([await page.title(), await second.title()], ['(2) Trame Manager', '(2) Trame Manager']);

  await page.evaluate("setSight('visible'); shown[0].onclick()");
  await page.locator('[data-testid=instance-card][data-id=k3]:focus').waitFor();
  t.equal(await page.title(), 'Trame Manager');
  await page.getByRole('status').getByText('broken run failed.').waitFor();
  await page.getByRole('status').getByRole('button', { name: 'Show log' }).click();
  await page.getByRole('dialog', { name: 'Log of broken run' }).waitFor();
  await page.keyboard.press('Escape');

  await page.getByTestId('bell').click();
  await page.getByRole('checkbox', { name: /^Notify me/ }).uncheck();
  await page.keyboard.press('Escape');
  await second.getByRole('button', { name: 'Notifications are off' }).waitFor();
  t.equal(await page.getByTestId('bell-panel').count(), 0);
});
