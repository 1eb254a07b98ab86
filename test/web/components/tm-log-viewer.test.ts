import t from 'tap';
import { sampleApp, sampleInstance } from '../../support/fake-samples.ts';
import { pageBed, until } from '../../support/page-test.ts';

t.setTimeout(120_000);
const bed = await pageBed(t);

t.test('the log is followed, and can be paused, wrapped and downloaded', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [sampleApp()], problems: [], searched: [] };
  fake.put(sampleInstance());
  fake.logStart = 'first\n\x1b[31mred\x1b[0m\n';
  await page.goto(fake.url);
  await page.getByTestId('log').click();
  await page.getByRole('dialog', { name: 'Log of run 1' }).waitFor();
  const lines = page.getByTestId('log-lines');
  const text = async () => (await lines.textContent()) ?? '';
  await until(async () => (await text()) === 'first\nred\n', 'the last lines come first');
  fake.writeLog('more');
  await until(async () => (await text()).endsWith('more'), 'a line without end shows too');
  await page.getByTestId('log-pause').click();
  fake.writeLog(' and more\nnext\n');
  await page.getByText('Paused, 2 new lines').waitFor();
  t.notMatch(await text(), /next/);
  await page.getByTestId('log-pause').click();
  await until(async () => (await text()).endsWith('more and more\nnext\n'), 'what was missed comes');
  await page.getByTestId('log-wrap').click();
  t.equal(await lines.evaluate(inPage('getComputedStyle(element).whiteSpace')), 'pre-wrap');
  t.equal(
    await lines.getByText('red').evaluate(inPage('getComputedStyle(element).color')),
    'rgb(163, 21, 21)',
    'in the colour of the log',
  );
  t.match(await page.getByTestId('log-download').getAttribute('href'), /^api\/v1\/instances\/k3\/log$/);
  await page.keyboard.press('Escape');
  await until(() => fake.logReaders === 0, 'a closed viewer reads no more');
  await page.reload();
  await page.getByTestId('log').click();
  await page.getByRole('checkbox', { name: 'Wrap lines', checked: true }).waitFor();
});

t.test('after a lost connection the log starts anew instead of repeating itself', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [sampleApp()], problems: [], searched: [] };
  fake.put(sampleInstance());
  fake.logStart = 'a\nb\n';
  await page.goto(fake.url);
  await page.getByTestId('log').click();
  const text = () => page.getByTestId('log-lines').textContent();
  await until(async () => (await text()) === 'a\nb\n', 'the log is there');
  fake.logStart = 'b\nc\n';
  fake.dropSockets();
  await until(async () => (await text()) === 'b\nc\n', 'the new one is there');
  t.equal(await text(), 'b\nc\n');
});

t.test('after sleep the log is read anew, and stands there once', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [sampleApp()], problems: [], searched: [] };
  fake.put(sampleInstance());
  fake.logStart = 'a\nb\n';
  await page.clock.install();
  await page.goto(fake.url);
  await page.getByTestId('log').click();
  const text = () => page.getByTestId('log-lines').textContent();
  await until(async () => (await text()) === 'a\nb\n', 'the log is there');
  fake.logStart = 'a\nb\nc\n';
  await page.clock.fastForward(60_000);
  await until(async () => (await text()) === 'a\nb\nc\n', 'what was missed is there, and nothing twice');
  t.equal(await page.getByTestId('connection-lost').count(), 0, 'where all is well, nobody notices');
});

t.test('a flood leaves the last 5,000 lines, at the end of the log, and the page quick', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [sampleApp()], problems: [], searched: [] };
  fake.put(sampleInstance());
  await page.goto(fake.url);
  await page.getByTestId('log').click();
  await until(() => fake.logReaders === 1, 'the log is followed');
  const block = Array.from({ length: 1_000 }, (_, index) => `line ${index} ${'.'.repeat(90)}\n`).join('');
  for (let count = 0; count < 300; count += 1) fake.writeLog(block);
  fake.writeLog('the end\n');
  const lines = page.getByTestId('log-lines');
  // Asked in the page: to carry half a megabyte out of it again and again would be a flood of its own.
  const ended = inPage("element.textContent.endsWith('the end\\n')") as (element: unknown) => boolean;
  await until(() => lines.evaluate(ended), '30 MB went through');
  const shown = ((await lines.textContent()) ?? '').split('\n').length - 1;
  t.equal(shown, 5_000);
  await page.getByText(/Only the last 5.000 lines are shown/).waitFor();
  const atEnd = inPage('element.scrollHeight - element.scrollTop - element.clientHeight < 30');
  t.ok(await lines.evaluate(atEnd), 'it stays at the end');
  const startedMs = Date.now();
  await page.getByTestId('log-pause').click();
  await page.getByText('Paused').waitFor();
  t.ok(Date.now() - startedMs < 2_000, 'it answers at once');
});

t.test('what is laid out and painted at once is small, however long the lines are', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [sampleApp()], problems: [], searched: [] };
  fake.put(sampleInstance());
  fake.logStart = 'long '.repeat(780).concat('\n').repeat(400) + 'short\n'.repeat(400);
  await page.goto(fake.url);
  await page.getByTestId('log').click();
  const lines = page.getByTestId('log-lines');
  await lines.getByText('short').last().waitFor();
  const blocks = (await lines.evaluate(
    inPage(
      "[...element.querySelectorAll('.block')].map((block) => [block.textContent.length, block.style.containIntrinsicHeight])",
    ),
  )) as [number, string][];
  t.ok(
    blocks.every(([length]) => length < 45_000),
    'no block is long',
  );
  t.ok(blocks.length < 50, `${blocks.length} blocks`);
  t.equal(
    blocks.reduce((sum, [, height]) => sum + Number(/auto (\d+)px/.exec(height)?.[1]), 0),
    800 * 17,
    'their heights are those of their lines',
  );
  await lines.evaluate(inPage('element.scrollTop = 0'));
  await page.keyboard.press('Control+f');
  await page.keyboard.type('n');
  await page
    .getByTestId('log-hits')
    .getByText(/ of 312,000$/)
    .waitFor();
  const marks = () => page.evaluate<number>("CSS.highlights.get('log-hits')?.size ?? 0");
  await until(async () => (await marks()) > 0, 'hits are marked');
  t.ok((await marks()) <= 210, `${await marks()} marks`);
});

t.test('who scrolled up stays there until going back to the end', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [sampleApp()], problems: [], searched: [] };
  fake.put(sampleInstance());
  fake.logStart = 'line\n'.repeat(200);
  await page.goto(fake.url);
  await page.getByTestId('log').click();
  const lines = page.getByTestId('log-lines');
  await until(async () => ((await lines.textContent()) ?? '').length === 1_000, 'the log is there');
  await lines.evaluate(inPage('element.scrollTop = 0'));
  await page.getByRole('button', { name: 'Jump to the end' }).waitFor();
  fake.writeLog('news\n');
  await until(async () => ((await lines.textContent()) ?? '').endsWith('news\n'), 'the news are there');
  t.equal(await lines.evaluate(inPage('element.scrollTop')), 0);
  await page.getByRole('button', { name: 'Jump to the end' }).click();
  await until(async () => (await lines.evaluate(inPage('element.scrollTop'))) !== 0, 'the end is shown');
});

t.test('text is found by the keyboard, marked, and stays in sight while the log goes on', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [sampleApp()], problems: [], searched: [] };
  fake.put(sampleInstance());
  const line = (index: number) => (index % 1_000 === 7 ? `${index} an \x1b[31mErr\x1b[0mor, <b>\n` : `${index} line\n`);
  fake.logStart = Array.from({ length: 3_000 }, (_, index) => line(index)).join('');
  await page.goto(fake.url);
  await page.getByTestId('log').click();
  const lines = page.getByTestId('log-lines');
  await lines.getByText('2999 line').waitFor();
  await page.keyboard.press('Control+f');
  await page.keyboard.type('error, <b>');
  const hits = page.getByTestId('log-hits');
  const marked = (name: string) =>
    page.evaluate(`[...CSS.highlights.get('${name}')].map((range) => {
      const live = document.createRange();
      live.setStart(range.startContainer, range.startOffset);
      live.setEnd(range.endContainer, range.endOffset);
      return live.toString();
    })`);
  /** The number at the start of the line in the middle of what is seen. */
  const isSeen = (text: string) =>
    lines.evaluate(
      inPage(`(() => {
        const [range] = CSS.highlights.get('log-hit') ?? [];
        if (!range) return false;
        const live = document.createRange();
        live.setStart(range.startContainer, range.startOffset);
        live.setEnd(range.endContainer, range.endOffset);
        const block = range.startContainer.parentElement.closest('.block');
        const before = document.createRange();
        before.setStart(block, 0);
        before.setEnd(range.startContainer, range.startOffset);
        const [hit, view] = [live.getBoundingClientRect(), element.getBoundingClientRect()];
        return hit.top >= view.top && hit.bottom <= view.bottom && before.toString().endsWith('\\n${text} an ');
      })()`),
    ) as Promise<boolean>;
  await hits.getByText('3 of 3').waitFor();
  await until(() => isSeen('2007'), 'the one next to the end is seen');
  t.same(await marked('log-hit'), ['Error, <b>'], 'over the border of a coloured part');
  await page.keyboard.press('Enter');
  await hits.getByText('1 of 3').waitFor();
  await until(() => isSeen('7'), 'after the last comes the first');
  await page.keyboard.press('Shift+F3');
  await hits.getByText('3 of 3').waitFor();
  await until(() => isSeen('2007'), 'the last again');
  t.equal(await page.getByRole('status').filter({ hasText: '3 of 3' }).count(), 1, 'it is said');
  fake.writeLog('3000 line\nan error, <b>');
  await hits.getByText('3 of 4').waitFor();
  t.ok(await isSeen('2007'), 'it stays');
  t.equal(await page.getByRole('status').filter({ hasText: '3 of 3' }).count(), 1, 'new lines are not spoken');
  await page.keyboard.press('Enter');
  await hits.getByText('4 of 4').waitFor();
  fake.writeLog(`\n${'next\n'.repeat(100)}`);
  await until(async () => ((await lines.textContent()) ?? '').endsWith('next\n'), 'the log goes on');
  await page.getByRole('button', { name: 'Jump to the end' }).waitFor();
  await page.keyboard.press('Escape');
  t.equal(await hits.textContent(), '');
  t.equal(await page.evaluate('CSS.highlights.size'), 0);
  await page.keyboard.press('Escape');
  t.ok(await lines.evaluate(inPage('element.matches(":focus")')), 'Escape leaves the empty field');
  await page.keyboard.press('Escape');
  await until(() => fake.logReaders === 0, 'and then the log');
});

/** A function that runs in the page, whose types the tests do not have; `element` is what it is called for. */
function inPage(expression: string): (element: unknown) => unknown {
  return new Function('element', `return ${expression};`) as (element: unknown) => unknown;
}

t.test('marks that were to be drawn with the next frame are not drawn once the search is over', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [sampleApp()], problems: [], searched: [] };
  fake.put(sampleInstance());
  fake.logStart = 'one\ntwo\n';
  await page.goto(fake.url);
  await page.getByTestId('log').click();
  const lines = page.getByTestId('log-lines');
  await lines.getByText('two').waitFor();
  await page.keyboard.press('Control+f');
  await page.keyboard.type('two');
  await page.getByTestId('log-hits').getByText('1 of 1').waitFor();
  const marks = lines.evaluate(
    inPage(`(async () => {
      const search = element.getRootNode().querySelector('tm-log-search');
      element.dispatchEvent(new Event('scroll'));
      search.shadowRoot.querySelector('jp-text-field').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
      for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
      return CSS.highlights.size;
    })()`),
  );
  t.equal(await marks, 0);
});

t.test('what is typed before the log has arrived is found once it is there', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.listing = { apps: [sampleApp()], problems: [], searched: [] };
  fake.put(sampleInstance());
  await page.goto(fake.url);
  await page.getByTestId('log').click();
  await page.getByRole('dialog', { name: 'Log of run 1' }).waitFor();
  await page.keyboard.press('Control+f');
  await page.keyboard.type('two');
  await page.getByTestId('log-hits').getByText('No hits').waitFor();
  await until(() => fake.logReaders === 1, 'the log is asked for');
  fake.writeLog('one\ntwo\ntwo\n');
  await page.getByTestId('log-hits').getByText('1 of 2').waitFor();
  fake.writeLog('two\n');
  await page.getByTestId('log-hits').getByText('1 of 3').waitFor();
});
