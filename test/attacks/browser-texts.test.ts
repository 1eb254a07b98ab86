import t from 'tap';
import { failedInstance, sampleApp, sampleInstance, sampleSystem } from '../support/fake-samples.ts';
import { sampleJob, sampleServer } from '../support/fake-server-samples.ts';
import { pageBed } from '../support/page-test.ts';

t.setTimeout(120_000);
const bed = await pageBed(t);

/** Runs where it is taken for markup; a page that obeys its policy would also report a violation, which fails the test. */
const evil = `"'><img src=x onerror="window.ran=1"><script>window.ran=1</script><style>*{display:none}</style>\${window.ran=1}{{window.ran=1}}`;
/** As a terminal would take it: a link, a colour, and letters that run backwards. */
const escapes = '\u001b]8;;javascript:window.ran=1\u001b\\click\u001b]8;;\u001b\\\u001b[31m \u202egpj.exe';

t.test('markup in names, logs, messages and the words of a scheduler is text on the launcher page', async (t) => {
  const { fake, page } = await bed.open(t);
  fake.system = { ...sampleSystem, user: evil, host: evil };
  const problem = { app: evil, file: evil, line: 1, column: 1, message: evil, hint: evil };
  fake.listing = {
    apps: [sampleApp({ name: evil, description: evil, category: evil, tags: [evil] })],
    problems: [problem],
    searched: [evil],
  };
  fake.put(sampleInstance({ id: 'a', name: evil, app_name: evil, data_directory: evil, state_reason: evil }));
  fake.put(failedInstance({ id: 'b', name: evil, state_reason: evil, hint: evil, log_tail: [evil, escapes] }));
  fake.putServer(sampleServer({ id: 's', name: evil, state_reason: evil }));
  fake.putQueue({
    title: evil,
    contact: { state: 'lost', since: null, message: evil },
    jobs: [sampleJob({ id: '1', name: evil, reason: evil })],
  });
  fake.logStart = `${evil}\n${escapes}\n`;
  await page.goto(fake.url);
  await page.getByTestId('instance-card').nth(1).waitFor();
  await page.locator('[data-testid=instance-card][data-id=a]').getByTestId('log').click();
  await page.getByText('click gpj.exe').last().waitFor();
  t.match(await page.locator('body').textContent(), 'Trame Manager', 'it is shown');
  t.equal(await page.evaluate('window.ran'), undefined, 'nothing ran');
  t.equal(await page.locator('img[src=x], body style, a[href^="javascript:"]').count(), 0, 'none of it is an element');
});
