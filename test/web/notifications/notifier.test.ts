import t, { type Test } from 'tap';
import type { Instance } from '../../../src/domain/instance.ts';
import type { Notice } from '../../../src/web/notifications/notice.ts';
import type { NotificationChoice } from '../../../src/web/notifications/notification-choice.ts';
import { Notifier, type Sight } from '../../../src/web/notifications/notifier.ts';
import type { PageRoles } from '../../../src/web/notifications/page-roles.ts';
import { serverClock } from '../../../src/web/server-clock.ts';
import { PageStore } from '../../../src/web/store.ts';
import { sampleInstance, sampleSystem } from '../../support/fake-samples.ts';
import { until } from '../../support/until.ts';

const starting = (id: string) => sampleInstance({ id, name: id, state: 'starting', ready_at: null });

/** A page with three starting instances, and what was told where. */
function page(t: Test, sight: Sight, { state = 'on', isToTell = true } = {}) {
  const store = new PageStore();
  const told = { toasts: [] as string[], heard: [] as boolean[], browser: [] as string[], counts: [] as number[] };
  const names = (notices: readonly Notice[]) => notices.map(({ kind, name }) => `${name} ${kind}`);
  let isAsked = false;
  let seq = 1;
  const notifier = new Notifier(
    store,
    {
      toast: (notices, isHeard) => told.toasts.push(...names(notices)) && told.heard.push(isHeard),
      notify: (notices) => told.browser.push(...names(notices)),
      showCount: (count) => told.counts.push(count),
    },
    { state } as NotificationChoice,
    {
      attend: () => undefined,
      isToTell: async () => {
        isAsked = true;
        return isToTell;
      },
    } as unknown as PageRoles,
    sight,
  );
  t.teardown(notifier.start());
  const instances = ['a', 'b', 'c'].map(starting);
  store.receive({ type: 'snapshot', seq, system: sampleSystem, apps: [], problems: [], searched: [], instances });
  const put = (instance: Instance) => {
    seq += 1;
    store.receive({ type: 'instance', seq, instance });
  };
  return { told, notifier, put, store, isGathered: () => until(() => isAsked, 'the browser’s turn has come', 5_000) };
}

t.test('who works with the page is told there, and the browser shows nothing', async (t) => {
  const { told, put, notifier } = page(t, 'focused');
  put(sampleInstance({ id: 'a', name: 'a' }));
  put(sampleInstance({ id: 'a', name: 'a', viewers: 1 }));
  t.match(told, { toasts: ['a ready'], heard: [true], counts: [] });
  notifier.see('visible');
  const other = page(t, 'hidden');
  other.put(sampleInstance({ id: 'a', name: 'a' }));
  await other.isGathered();
  t.same([told.browser, other.told.browser], [[], ['a ready']], 'of both waits, only that of the hidden page told');
});

t.test('what nobody saw is counted in the title and told on return, as far as it is still true', async (t) => {
  const { told, put, notifier, isGathered } = page(t, 'hidden');
  put(sampleInstance({ id: 'a', name: 'a' }));
  put(sampleInstance({ id: 'b', name: 'b' }));
  put(sampleInstance({ id: 'a', name: 'a', state: 'failed' }));
  t.equal(told.counts.at(-1), 2, 'by instances, not by changes');
  put(sampleInstance({ id: 'b', name: 'b', state: 'stopped' }));
  t.equal(told.counts.at(-1), 1);
  t.same(told.toasts, []);
  await isGathered();
  t.same(told.browser, ['a ready', 'b ready', 'a failed'], 'at once, not one by one');
  notifier.see('visible');
  t.match(told, { toasts: ['a failed'], heard: [false] }, 'no screen reader was there to hear it');
  t.equal(told.counts.at(-1), 0);
  notifier.see('focused');
  t.same(told.toasts, ['a failed']);
});

t.test('a page that is not to tell leaves it to another', async (t) => {
  const { told, put, isGathered } = page(t, 'hidden', { isToTell: false });
  put(sampleInstance({ id: 'a', name: 'a' }));
  await isGathered();
  t.same([told.browser, told.counts.at(-1)], [[], 1]);
});

t.test('a mark is told when it is reached, also when the browser’s clock turns out to be wrong', async (t) => {
  const setAhead = (ms: number) => serverClock.readDate(new Date(Date.now() + ms).toUTCString());
  t.teardown(() => setAhead(0));
  setAhead(86_400_000);
  const { told, put } = page(t, 'focused');
  put(
    sampleInstance({
      id: 'a',
      name: 'a',
      state: 'starting',
      ready_at: null,
      ends_at: new Date(Date.now() + 601_000).toISOString(),
    }),
  );
  setAhead(0);
  await until(() => told.toasts.includes('a ends-soon'), 'the mark', 5_000);
});
