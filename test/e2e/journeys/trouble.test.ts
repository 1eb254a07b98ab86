// What goes wrong, and how a scientist gets out of it: a failed card, the log, the report for the help desk.
import { appendFileSync, closeSync, fstatSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Download, Locator } from 'playwright-core';
import t from 'tap';
import { waitFor } from '../../support/jupyter-lab-processes.ts';
import { unzip } from '../../support/unzip.ts';
import { clickTile } from '../steps.ts';
import { cardNamed, chooseDarkTheme, startJourneyBed, webCommand, writeWebApp } from './bed.ts';
import { picture } from './picture.ts';

t.setTimeout(240_000);

const secret = 'hunter2-of-the-solver';
const red = String.raw`\033[31m`;

/** Fails until it is mended; crashes; writes what it is told to, for as long as it runs. */
const commands: Record<string, string> = {
  solver: `test ! -e "$HOME/mended" || ${webCommand}
for i in $(seq 1 30); do echo "iteration $i: residual 0.$((100 - i))"; done
echo "licence $LICENCE_TOKEN taken"
printf '${red}cat: turbine.cgns: No such file or directory\\033[0m\\n' >&2; exit 3`,
  mesher: 'echo "meshing the blade"; kill -SEGV $$',
  run: `touch "$HOME/says"; tail -n +1 -f "$HOME/says" & ${webCommand}`,
};

const { api, home, lab } = await startJourneyBed(t, async (home) => {
  for (const [id, command] of Object.entries(commands)) {
    const fields = `name: Blade ${id}\ndata_directory: none\nenvironment: {LICENCE_TOKEN: ${secret}}\n`;
    writeWebApp(home, id, fields, command);
  }
  writeFileSync(join(home, 'site.yml'), 'title: Our workstation\ninstances: {maximum_log_megabytes: 200}\n');
  chooseDarkTheme(home);
  return { env: { TRAME_MANAGER_CONFIGURATION: join(home, 'site.yml') } };
});
const page = await clickTile(lab);

t.test('a failed card says how it ended, its last lines and what to do; mended, Restart leads on', async (t) => {
  await launch('Blade mesher');
  const crashed = cardNamed(page, 'Blade mesher 1', 'failed');
  await crashed.getByTestId('failure').getByText('Ended by SIGSEGV').waitFor();
  await launch('Blade solver');
  const card = cardNamed(page, 'Blade solver 1', 'failed');
  await card.getByTestId('failure').getByText('Ended with exit code 3').waitFor();
  const lines = card.getByRole('region', { name: 'Last 20 lines of its log, Blade solver 1' });
  const text = (await lines.textContent()) ?? '';
  t.equal(text.split('\n').length, 20);
  t.match(text, /^iteration 13: .*turbine\.cgns: No such file or directory$/s, 'without the codes of colours');
  await card.getByText('"turbine.cgns" is not there: compare the path').waitFor();
  await picture(page, 'failed');

  const files = await report(card.getByRole('link', { name: /^Download report/ }));
  t.same(
    ['README.txt', 'app.yml', 'log.txt', 'record.json', 'settings.json', 'site.yml'].filter((name) => !files.has(name)),
    [],
    'settings, record, log and versions are in it',
  );
  t.match(files.get('log.txt'), /turbine\.cgns: No such file/);
  t.match(files.get('README.txt'), /Node\.js +v\d+\./);
  t.same(
    [...files].filter(([, content]) => content.includes(secret)).map(([name]) => name),
    [],
    'no secret is',
  );

  writeFileSync(join(home, 'mended'), '');
  await card.getByRole('button', { name: 'Restart Blade solver 1' }).click();
  await cardNamed(page, 'Blade solver 1', 'ready').waitFor();
});

t.test('the log is followed, paused, searched and wrapped, in its colours, and downloaded whole', async (t) => {
  await launch('Blade run');
  const card = cardNamed(page, 'Blade run 1', 'ready');
  await card.waitFor();
  say(Array.from({ length: 40 }, (_, index) => `step ${index} of 40, residual 0.${index}`).join('\n'));
  say('\x1b[33mthe time step was halved\x1b[0m');
  await card.getByRole('button', { name: 'Log Blade run 1' }).click();
  const viewer = page.getByRole('dialog', { name: 'Log of Blade run 1' });
  const lines = viewer.getByRole('region', { name: 'Log lines' });
  const halved = lines.getByText('the time step was halved');
  await halved.waitFor();
  t.not(await halved.evaluate(colour), await lines.evaluate(colour), 'in a colour of its own');

  await viewer.getByRole('button', { name: 'Pause' }).click();
  say('step 41\nstep 42');
  await viewer.getByText('Paused, 2 new lines').waitFor();
  t.equal(await lines.getByText('step 42').count(), 0);
  await viewer.getByRole('button', { name: 'Resume' }).click();
  await lines.getByText('step 42').waitFor();

  await page.keyboard.press('Control+f');
  await page.keyboard.type('RESIDUAL');
  await page.keyboard.press('Enter');
  const hits = viewer.getByTestId('log-hits');
  await hits.getByText(/^\d+ of 40$/).waitFor();
  const place = Number.parseInt((await hits.textContent()) ?? '', 10);
  await page.keyboard.press('Shift+Enter');
  await hits.getByText(`${place - 1} of 40`).waitFor();
  await picture(page, 'log');
  await viewer.getByText('Wrap lines').click();
  t.equal(await lines.evaluate(whiteSpace), 'pre-wrap');

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    viewer.getByRole('link', { name: 'Download' }).click(),
  ]);
  t.match(await read(download), /step 0 of 40.*\x1b\[33mthe time step was halved.*step 42\n$/s);
  await viewer.getByRole('button', { name: 'Close' }).click();
});

t.test('a log of 100 MB opens at its end, with a small part of it sent and shown', async (t) => {
  const line = `${'x'.repeat(99)}\n`;
  for (let part = 0; part < 100; part += 1) appendFileSync(join(home, 'says'), line.repeat(10_000));
  say('the end of 100 MB');
  const { instances } = await api('GET', 'instances');
  const { id } = instances.find(({ app }: { app: string }) => app === 'run');
  const log = join(home, 'state', 'sessions', id, 'log');
  await waitFor('all of it is in the log', () => endsWith(log, 'the end of 100 MB\n'), 60_000);

  let received = 0;
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => (received += payload.length)));
  await cardNamed(page, 'Blade run 1').getByRole('button', { name: 'Log Blade run 1' }).click();
  const viewer = page.getByRole('dialog', { name: 'Log of Blade run 1' });
  await viewer.getByText('the end of 100 MB').waitFor();
  await viewer.getByText(/Only the last 5.000 lines are shown; Download has all\./).waitFor();
  t.ok(received < 2_000_000, `${received} bytes were sent`);
  say('one more');
  await viewer.getByText('one more').waitFor();
});

async function launch(name: string): Promise<void> {
  await page
    .getByRole('button', { name: `Launch ${name}` })
    .first()
    .click();
  await page.keyboard.press('Enter');
  await cardNamed(page, `${name} 1`).waitFor();
}

function say(text: string): void {
  appendFileSync(join(home, 'says'), `${text}\n`);
}

/** The files of a report, as its link gives them. */
async function report(link: Locator): Promise<Map<string, string>> {
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  const files = unzip(readFileSync(await download.path()));
  return new Map(Object.entries(files).map(([path, text]) => [path.split('/').at(-1) ?? path, text]));
}

/** Looks at the end of a large file only. */
function endsWith(file: string, text: string): boolean {
  const descriptor = openSync(file, 'r');
  const bytes = Buffer.alloc(Buffer.byteLength(text));
  readSync(descriptor, bytes, 0, bytes.length, Math.max(0, fstatSync(descriptor).size - bytes.length));
  closeSync(descriptor);
  return bytes.toString() === text;
}

async function read(download: Download): Promise<string> {
  return readFileSync(await download.path(), 'utf8');
}

// Run in the page, whose types the tests do not have.
const colour = new Function('element', 'return getComputedStyle(element).color') as (element: unknown) => string;
const whiteSpace = new Function('element', 'return getComputedStyle(element).whiteSpace') as typeof colour;
