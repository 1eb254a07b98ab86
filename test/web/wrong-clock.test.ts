import t from 'tap';
import { sampleApp, sampleInstance } from '../support/fake-samples.ts';
import { sampleServer } from '../support/fake-server-samples.ts';
import { pageBed } from '../support/page-test.ts';

t.setTimeout(120_000);
const bed = await pageBed(t);
const dayMs = 86_400_000;

for (const [where, offMs] of [
  ['ahead', dayMs],
  ['behind', -dayMs],
] as const) {
  t.test(`with a browser's clock a day ${where}, what passed and what is left is right`, async (t) => {
    const { fake, page } = await bed.open(t);
    const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
    fake.listing = { apps: [sampleApp()], problems: [], searched: [] };
    fake.put(sampleInstance({ id: 's', state: 'starting', started_at: inSeconds(-150), ready_at: null }));
    fake.put(sampleInstance({ id: 'e', name: 'ending', state: 'ending', ends_at: inSeconds(539) }));
    fake.put(sampleInstance({ id: 'i', idle_since: inSeconds(-7_300) }));
    fake.servers.set('pv1', sampleServer({ ends_at: inSeconds(1_799) }));
    await page.clock.install({ time: Date.now() + offMs });
    // The page is drawn before any answer tells the daemon's time.
    const { promise: slow, resolve: answer } = Promise.withResolvers<void>();
    fake.hold = slow;
    await page.goto(fake.url);
    const card = (id: string) => page.locator(`[data-id=${id}]`);
    await card('s').getByTestId('elapsed').waitFor();
    answer();
    await card('s').getByText('for 2 min').waitFor({ timeout: 5_000 });
    await card('e').getByText('Ends in 8 min').waitFor();
    await card('i').getByText('No viewer for 2 h').waitFor();
    await card('pv1').getByText('29 min left').waitFor();
    fake.put(sampleInstance({ id: 'n', name: 'news', state: 'ending', ends_at: inSeconds(602) }));
    await page.getByText(/^news ends in/).waitFor();
    t.equal(await page.getByText(/^ending ends in/).count(), 0, 'what passed before is no news');
  });
}
