import t from 'tap';
import type { Instance, InstanceRecord } from '../../src/domain/instance.ts';
import type { Refusal } from '../../src/proxy/answers.ts';
import { linkNeeded, unavailable, unknownInstance, unreachable } from '../../src/proxy/instance-pages.ts';
import type { ProxyTarget } from '../../src/proxy/proxy-target.ts';
import { anInstance } from '../support/proxy-fixture.ts';

const now = Date.parse('2026-01-01T10:00:00.000Z');

function target(instance: Partial<Instance>, record: Partial<InstanceRecord> = {}): ProxyTarget {
  const proxied = anInstance(7, { kind: 'tcp', host: '127.0.0.1', port: 1 }, { instance, record });
  const prefix = '/a/proxy/7/';
  return { proxied, id: 'id7', base: '/a/', name: '7', prefix, absolute: false, rest: '/', upstreamPath: '/' };
}

const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString();
const job = { id: '4711', phase: 'queued', expected_start_at: null } as unknown as NonNullable<Instance['job']>;
const waits = (instance: Partial<Instance>, record?: Partial<InstanceRecord>) =>
  unavailable(target(instance, record), now) as Refusal;

t.test('what runs is not stood in for', async (t) => {
  for (const state of ['ready', 'ending'] as const) t.equal(unavailable(target({ state }), now), null, state);
});

t.test('a wait says what is waited for, how long it took, and when it may be over', async (t) => {
  const { page, detail } = waits({
    state: 'queued',
    started_at: ago(7200),
    state_reason: 'Other jobs are ahead',
    job: { ...job, expected_start_at: '2026-01-01T11:00:00.000Z' },
  });
  t.equal(detail, '"run 1" is queued.');
  t.strictSame(page.paragraphs.slice(0, 2), [
    'It waits for its turn. This page shows it as soon as it answers; there is nothing to do but wait.',
    'Other jobs are ahead',
  ]);
  t.match(page.paragraphs[2], /^It is expected to start at 1 Jan 2026, .*, or earlier\.$/);
  t.same(page.progress, { done: 7200, of: null, text: '2 h so far.' });
  t.same(page.moreLinks, [
    { path: '', label: 'Try now' },
    { path: '/a/api/v1/instances/id7/log', label: 'Show the whole log' },
  ]);
  t.same(page.link, { path: '/a/', label: 'Go to the launcher page' });
});

t.test('a start without a limit or a reason says only what is known', async (t) => {
  const { page, detail } = waits({ state: 'starting', started_at: ago(4) });
  t.equal(detail, '"run 1" is starting.');
  t.same(page.paragraphs, [
    'It is getting ready. This page shows it as soon as it answers; there is nothing to do but wait.',
  ]);
  t.same(page.progress, { done: 4, of: null, text: '4 s so far.' });
  t.equal(waits({ state: 'starting', started_at: 'some day' }).page.progress?.done, 0);
  t.equal(waits({ state: 'starting', started_at: ago(-60) }).page.progress?.done, 0, 'the clock was set back');
});

t.test('the page comes back more slowly the longer it takes, and never more slowly than every 5 s', async (t) => {
  const pauses = [0, 19, 20, 49, 50, 3600].map((seconds) => {
    return waits({ state: 'starting', started_at: ago(seconds) }).page.refreshSeconds;
  });
  t.strictSame(pauses, [1, 1, 2, 4, 5, 5]);
});

t.test('an end is told with its reason and its hint, on the page and in the problem', async (t) => {
  const failed = waits({ state: 'failed', exit_code: 3, hint: 'Ask for more.' });
  t.equal(
    failed.detail,
    '"run 1" has failed. Ended with exit code 3 (the program itself reported an error). Ask for more.',
  );
  t.match(failed.page, { tone: 'failed', tabTitle: 'Failed: run 1', advice: 'Ask for more.', refreshSeconds: null });
  const stopped = waits({ state: 'stopped', state_reason: 'Stopped by you' });
  t.equal(stopped.detail, '"run 1" has stopped. Stopped by you.');
  t.match(stopped.page, {
    title: 'run 1 has stopped',
    tone: 'ended',
    tabTitle: 'Stopped: run 1',
    action: {
      path: '/a/open/id7',
      label: 'Restart',
      note: 'Restart starts it again, with the same data and parameters, and opens it here.',
    },
  });
});

t.test('silence is explained by what is known of the instance', async (t) => {
  for (const [changes, title, tab, text, seconds] of [
    [{ state: 'ready' }, 'does not answer', 'No answer', /^It runs, but did not .* again every 2 seconds\.$/, 2],
    [{ state: 'ending' }, 'is being stopped', 'Stopping', /^It does not answer any more\. .* 2 seconds\.$/, 2],
    [
      { state: 'ending', state_reason: 'Restarting' },
      'is being restarted',
      'Restarting',
      /^This page shows it as soon as it answers\. This page tries again every second\.$/,
      1,
    ],
    [
      { state: 'lost', host: 'n1' },
      'is out of reach',
      'Out of reach',
      /on another machine, n1, which .*\. .*10 seconds/,
      10,
    ],
    [{ state: 'lost' }, 'is out of reach', 'Out of reach', /on another machine, which cannot be asked from here/, 10],
    [
      { state: 'lost', job, state_reason: 'Slurm does not answer' },
      'is out of reach',
      'Out of reach',
      /^It runs as a batch job, .* Slurm does not answer\. Nothing of it is lost\. .*10 seconds/,
      10,
    ],
  ] as const) {
    const { page, detail } = unreachable(target(changes));
    t.equal(detail, '"run 1" did not answer.');
    t.equal(page.title, `run 1 ${title}`);
    t.equal(page.tabTitle, `${tab}: run 1`);
    t.match(page.paragraphs, [text]);
    t.equal(page.refreshSeconds, seconds);
    t.equal(page.tone, changes.state === 'lost' ? 'missing' : 'waiting');
    t.equal(page.moreLinks?.[0]?.label, 'Try now');
  }
});

t.test('who was not let in is told why, and where a fresh link comes from', async (t) => {
  const problems = ['missing', 'used', 'expired', 'unknown'] as const;
  const refusals = problems.map((problem) => linkNeeded(target({ state: 'ready' }), problem));
  t.strictSame(
    refusals.map(({ page }) => page.title),
    ['A link is needed', 'This link was used before', 'This link has expired', 'This link is not valid here'],
  );
  for (const { code, detail, page } of refusals) {
    t.equal(code, 'link_required');
    t.match(detail, /^This (browser|link) .*\.$/);
    t.match(page.paragraphs[0], /^[A-Z].{20,}\.$/);
    t.equal(
      page.paragraphs[1],
      '"run 1" opens with a fresh link, which the button gets. After that, this browser needs no link to it any more.',
    );
    t.match(page, { tone: 'locked', action: { path: '/a/open/id7', label: 'Get a fresh link and open it' } });
  }
});

t.test('what the button does depends on what there is to open', async (t) => {
  const shown = (instance: Partial<Instance>) => {
    const { page } = linkNeeded(target(instance), 'missing');
    return [page.action?.label, page.paragraphs[1]?.split('. ')[0]];
  };
  t.strictSame(shown({ state: 'stopped' }), [
    'Restart and open it',
    '"run 1" has stopped; the button starts it again and opens it',
  ]);
  t.strictSame(shown({ state: 'lost' }), [
    undefined,
    '"run 1" was started on another machine; open Jupyter there to get a link',
  ]);
  t.strictSame(shown({ state: 'lost', job }), [
    'Get a fresh link',
    '"run 1" opens with a fresh link as soon as it can be reached',
  ]);
});

t.test('what is known of the instance stands on each of its pages', async (t) => {
  const known = { app_name: 'Cone', data_directory: '/data', started_at: ago(60), ended_at: ago(1) };
  for (const state of ['stopped', 'starting'] as const) {
    const facts = waits({ state, ...known }).page.facts ?? [];
    t.strictSame(
      facts.map(({ name }) => name),
      ['App', 'Data', 'Started', 'Ended'],
    );
    t.strictSame(
      facts.slice(0, 2).map(({ value }) => value),
      ['Cone', '/data'],
    );
    for (const { value } of facts.slice(2)) t.match(value, /^(31 Dec|1 Jan) 202[56], /);
  }
});

t.test('an address of no instance says what may have become of it', async (t) => {
  const { code, detail, page } = unknownInstance('/a/');
  t.equal(code, 'instance_not_found');
  t.strictSame([page.log, page.action, page.refreshSeconds], [[], null, null]);
  t.equal(detail, 'No instance is listed under this address.');
  t.match(page, { title: 'There is no such instance', tone: 'missing', link: { path: '/a/' } });
  t.match(page.paragraphs, [/^No instance is listed .*\.$/, /^The launcher page lists .*\.$/]);
});
