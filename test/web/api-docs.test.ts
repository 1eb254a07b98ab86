import t, { type Test } from 'tap';
import { tryCall } from '../support/api-docs.ts';
import { launchChromium } from '../support/chromium.ts';
import { startDaemon, type TestDaemon } from '../support/daemon.ts';
import { failOnViolations, until } from '../support/page-test.ts';
import { shortDirectory } from '../support/short-directory.ts';

const daemon = await startDaemon(t, {
  home: shortDirectory(t),
  args: ['--port', '0', '--base-url', '/user/a%20b/trame-manager/'],
});
const browser = await launchChromium();
t.teardown(() => browser.close());

/** The page in a browser that was let in, with what it asked for; fails on what its policy forbids. */
async function openDocs(t: Test, { url, token }: TestDaemon) {
  const context = await browser.newContext();
  t.teardown(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await failOnViolations(t, page);
  page.on('pageerror', (error) => t.fail(`the page threw: ${error.message}`));
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.request.get(`${url}?token=${token}`, { maxRedirects: 0 });
  await page.goto(`${url}api/docs`);
  await page.locator('.opblock').first().waitFor();
  return { page, asked };
}

t.test('the page shows every call, and calls can be tried', async (t) => {
  const { page, asked } = await openDocs(t, daemon);
  const { paths } = (await daemon.call('GET', 'api/v1/openapi.json')).json;
  const calls = Object.values(paths as Record<string, object>).flatMap((methods) => Object.keys(methods)).length;
  await page
    .locator('.opblock')
    .nth(calls - 1)
    .waitFor();
  t.equal(await page.locator('.opblock').count(), calls);
  t.equal(await tryCall(page, 'getSystem'), '200');
  const elsewhere = asked.filter((url) => !url.startsWith(daemon.url) && !url.startsWith('data:'));
  t.same(elsewhere, [], 'nothing comes from elsewhere');
  t.ok(asked.includes(`${daemon.url}api/v1/system`), 'the call went to the base of this daemon');
});

t.test('it follows the theme of the browser', async (t) => {
  const { page } = await openDocs(t, daemon);
  const isDark = `getComputedStyle(document.querySelector('.swagger-ui')).backgroundColor === 'rgb(28, 32, 34)'`;
  t.notOk(await page.evaluate(isDark));
  await page.emulateMedia({ colorScheme: 'dark' });
  // Not waitForFunction: it evaluates a text in the page again and again, which the page's policy forbids.
  await until(() => page.evaluate<boolean>(isDark), 'the page is dark');
});
