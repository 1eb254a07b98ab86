import t from 'tap';
import { sampleApp } from '../../support/fake-samples.ts';
import { pageBed, until } from '../../support/page-test.ts';

t.setTimeout(120_000);
const bed = await pageBed(t);
const names = ['Alpha', 'Beta', 'Gamma', 'Delta', 'Epsilon', 'Zeta'];
const apps = names.map((name) => sampleApp({ id: name.toLowerCase(), name, category: name < 'C' ? 'One' : 'Two' }));

t.test('"/" goes to the search, which narrows the list; Escape clears it', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps, problems: [], searched: [] };
  await page.goto(fake.url);
  await page.getByTestId('app-card').first().waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('eta');
  await until(async () => (await page.getByTestId('app-card').count()) === 2, 'Beta and Zeta are left');
  t.match(await page.getByText('2 apps found').textContent(), /2/);
  await page.keyboard.type('/');
  await page.getByText('No app matches').waitFor();
  await page.keyboard.press('Escape');
  await until(async () => (await page.getByTestId('app-card').count()) === 6, 'all are back');
  t.equal(await page.getByRole('searchbox').or(page.getByTestId('search').locator('input')).first().inputValue(), '');
});

t.test('Enter in the search launches the first match', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps, problems: [], searched: [] };
  await page.goto(fake.url);
  await page.getByTestId('app-card').first().waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('gam');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Launch Gamma' }).waitFor();
});

t.test('arrow keys move among the cards and back to the search', async (t) => {
  const { fake, page } = await bed.open(t, { viewport: { width: 1280, height: 800 } });
  fake.listing = { apps, problems: [], searched: [] };
  await page.goto(fake.url);
  await page.getByTestId('app-card').first().waitFor();
  await page.keyboard.press('/');
  const expected: [string, string | null][] = [
    ['ArrowDown', 'Alpha'],
    ['ArrowRight', 'Beta'],
    ['ArrowDown', 'Delta'],
    ['ArrowLeft', 'Gamma'],
    ['ArrowDown', 'Epsilon'],
    ['End', 'Zeta'],
    ['Home', 'Alpha'],
    ['ArrowUp', null],
  ];
  for (const [key, name] of expected) {
    await page.keyboard.press(key);
    t.equal(await focusedCard(page), name, key);
  }
});

t.test('a click anywhere on a card launches; apps that come and go show at once', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: apps.slice(0, 1), problems: [], searched: [] };
  await page.goto(fake.url);
  await page.getByTestId('app-card').getByText('A cone that follows a slider.').click();
  await page.getByRole('dialog', { name: 'Launch Alpha' }).waitFor();
  await page.keyboard.press('Escape');
  fake.send({ type: 'apps', apps: apps.slice(1, 3), problems: [], searched: [] });
  await page.locator('[data-testid=app-card][data-id=beta]').waitFor();
  t.equal(await page.getByTestId('app-card').count(), 2);
});

t.test('an icon that is not an image gives way to ours', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = {
    apps: [sampleApp({ has_icon: true, icon_url: 'api/v1/apps/cone/icon' })],
    problems: [],
    searched: [],
  };
  fake.answers.set('GET apps/cone/icon', { status: 200, body: 'no image' });
  await page.goto(fake.url);
  await page.locator('tm-app-icon svg').waitFor();
  t.equal(await page.locator('tm-app-icon img').count(), 0);
});

/** The id of the app whose Launch button has the focus, as its name; null when none has. */
function focusedCard(page: { evaluate: (script: string) => Promise<unknown> }): Promise<unknown> {
  return page.evaluate(`(() => {
    let focused = document.activeElement;
    while (focused?.shadowRoot?.activeElement) {
      focused = focused.shadowRoot.activeElement;
      if (focused.localName === 'tm-app-card') return focused.app.name;
    }
    return null;
  })()`);
}
