import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import type { FakeApi } from '../support/fake-api.ts';
import { failedInstance, sampleApp, sampleInstance } from '../support/fake-samples.ts';
import { jobFields, sampleConnection, sampleJob, sampleServer } from '../support/fake-server-samples.ts';
import { pageBed, until } from '../support/page-test.ts';

t.setTimeout(120_000);
const bed = await pageBed(t);

const long = 'x'.repeat(300);
const override = '\u202egnp.exe';
const names = [long, '<img src=x onerror=alert(1)>', '🌪️ محاكاة 3', override];

/** Everything that has a name has each of them. */
function fill(fake: FakeApi): void {
  fake.listing = {
    apps: names.map((name, index) =>
      sampleApp({ id: `a${index}`, name, description: name, category: name, tags: [name] }),
    ),
    problems: names.map((name) => ({ app: name, file: `/${name}`, line: 1, column: 1, message: name, hint: name })),
    searched: [],
  };
  fake.serversForm = { fields: jobFields(), can_start: true, title: 'Slurm' };
  fake.queue = { title: 'Slurm', contact: { state: 'ok', since: null, message: null }, jobs: [] };
  names.forEach((name, index) => {
    const change = {
      id: `i${index}`,
      name,
      app_name: name,
      host: name,
      data_directory: `/${name}`,
      state_reason: name,
    };
    fake.put(
      sampleInstance({ ...change, connection: sampleConnection({ state: 'connected', server_id: `s${index}` }) }),
    );
    fake.put(failedInstance({ ...change, id: `f${index}`, hint: name, log_tail: [name] }));
    fake.servers.set(`s${index}`, sampleServer({ id: `s${index}`, name, connected_instances: [`i${index}`] }));
    fake.queue.jobs.push(sampleJob({ id: String(index), name, reason: name }));
    fake.answers.set(`POST instances/i${index}/stop`, { status: 503, body: { code: 'busy', detail: name } });
  });
}

t.test('names of all kinds stay inside cards, table, dialogs and messages of a narrow page', async (t) => {
  const { fake, page } = await bed.open(t, { viewport: { width: 480, height: 800 } });
  fill(fake);
  await page.goto(fake.url);
  await page.getByTestId('fold-jobs').click();
  await page.getByTestId('fold').click();
  await page.getByTestId('job').nth(3).waitFor();
  await fits(t, page, 'cards');
  for (const [index] of names.entries()) {
    const card = page.locator(`[data-id=i${index}]`);
    await card.getByTestId('stop').click();
    await page.getByTestId('confirm-ok').waitFor();
    await fits(t, page, 'question');
    await page.getByTestId('confirm-ok').click();
    await page.getByTestId('toast').nth(index).waitFor();
    await fits(t, page, 'message');
    await card.getByTestId('log').click();
    await page.getByTestId('log-status').getByText('Following').waitFor();
    await fits(t, page, 'log');
    await page.keyboard.press('Escape');
    await page.locator(`[data-testid=app-card][data-id=a${index}]`).getByTestId('launch').click();
    await page.getByTestId('launch-form').waitFor();
    await fits(t, page, 'launch');
    await page.keyboard.press('Escape');
    await card.getByTestId('connect-menu').getByTestId('menu-button').click();
    await page.getByTestId('menu-item').first().waitFor();
    await fits(t, page, 'menu');
    await page.keyboard.press('Escape');
  }
  await page.getByTestId('view-table').click();
  await page.getByTestId('row').nth(3).waitFor();
  await fits(t, page, 'table');
  t.equal(await page.locator('img[src=x]').count(), 0, 'markup is text');
});

t.test(
  'a name that runs from right to left, or would turn text around, leaves the words around it alone',
  async (t) => {
    const { fake, page } = await bed.open(t);
    fill(fake);
    await page.goto(fake.url);
    for (const [index, name] of names.entries()) {
      if (index < 2) continue;
      await page.locator(`[data-id=i${index}]`).getByTestId('stop').click();
      const title = page.getByTestId('confirm').locator('h2');
      await until(() => runsForward(title, 'Stop'), `"Stop" before ${name}`);
      t.ok(await isLastOnScreen(title, '?'), 'after it');
      await page.getByTestId('confirm-ok').click();
      const message = page
        .getByTestId('toast')
        .nth(index - 2)
        .locator('.words > div')
        .first();
      await message.waitFor();
      t.ok(await runsForward(message, 'could not be stopped'), 'message');
      await page.locator(`[data-testid=job][data-id="${index}"]`).getByTestId('job-cancel').click();
      await until(() => runsForward(title, `(${index})`), `"(${index})" after ${name}`);
      await page.keyboard.press('Escape');
      const sentence = page.locator(`[data-id=i${index}]`).getByTestId('connection-state').locator('span');
      t.ok(await runsForward(sentence, 'Connected to'));
      const problem = page.getByTestId('problem').nth(index);
      t.ok(await runsForward(problem, 'line 1, column 1'));
    }
  },
);

/** Neither the page nor a dialog can be scrolled sideways, and no message sticks out. */
async function fits(t: Test, page: Page, where: string): Promise<void> {
  const wide = await page.evaluate(`(() => {
    const wide = [];
    const look = (root) => {
      for (const element of root.querySelectorAll('*')) {
        const { left, right, width } = element.getBoundingClientRect();
        const isBox = element.matches('dialog[open], .dialog-body, .frame, tm-toast, [role=menu], tm-instance-card');
        if (isBox && width > 0 && (left < 0 || right > innerWidth || element.scrollWidth > element.clientWidth + 1))
          wide.push(element.localName + '.' + element.className);
        if (element.shadowRoot) look(element.shadowRoot);
      }
    };
    look(document);
    return document.documentElement.scrollWidth > innerWidth ? ['page', ...wide] : wide;
  })()`);
  t.same(wide, [], where);
}

type Located = ReturnType<Page['locator']>;

/** Whether the letters of `words` stand from left to right, side by side, in the last element that is located. */
function runsForward(located: Located, words: string): Promise<boolean> {
  return located.evaluate(forward, words);
}

/** Whether no other letter of the line stands to the right of `words`. */
function isLastOnScreen(located: Located, words: string): Promise<boolean> {
  return located.evaluate(last, words);
}

// These run in the page, whose types the tests do not have.
const boxes = `
  const letters = [];
  const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode())
    for (let at = 0; at < node.data.length; at += 1) letters.push([node, at]);
  const start = letters.map(([node, at]) => node.data[at]).join('').lastIndexOf(words);
  const boxOf = ([node, at]) => {
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    return range.getBoundingClientRect();
  };`;
type InPage = (element: unknown, words: string) => boolean;
const forward = new Function(
  'element',
  'words',
  `${boxes}
  if (start < 0) return false;
  const found = letters.slice(start, start + words.length).map(boxOf);
  return found.every(({ left, top }, index) => index === 0 || top > found[index - 1].top + 4 || left >= found[index - 1].left);`,
) as InPage;
const last = new Function(
  'element',
  'words',
  `${boxes}
  if (start < 0) return false;
  const own = boxOf(letters[start]);
  return letters.map(boxOf).every(({ right, top, width }) => width === 0 || Math.abs(top - own.top) > 4 || right <= own.right + 0.5);`,
) as InPage;
