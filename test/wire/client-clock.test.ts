import t from 'tap';
import { type ClientActivity, ClientClock } from '../../src/wire/client-clock.ts';
import { defaultLimits } from '../../src/wire/connection-limits.ts';

const hour = 3_600_000;

t.test('each thing that a client does has its time; the answer that it waits for has none', async (t) => {
  const told = { reason: /in time$/ };
  const due: [ClientActivity, number, unknown][] = [
    ['idle', defaultLimits.headMs, 'end'],
    ['head', defaultLimits.headMs, told],
    ['body', defaultLimits.bodyMs, told],
    ['unwanted_body', defaultLimits.unwantedBodyMs, 'end'],
    ['crowding', defaultLimits.headMs, 'end'],
    ['leaving', defaultLimits.lingerMs, 'end'],
  ];
  for (const [activity, limitMs, overdue] of due) {
    const clock = new ClientClock();
    const { sinceMs } = clock;
    t.equal(clock.check(activity, 0, sinceMs + limitMs, defaultLimits), null, activity);
    t.match(clock.check(activity, 0, sinceMs + limitMs + 1, defaultLimits), overdue, activity);
  }
  const clock = new ClientClock();
  t.equal(clock.check('waiting', 0, clock.sinceMs + 24 * hour, defaultLimits), null, 'computations can take days');
});

t.test('the time of what comes next begins when the last answer has been taken', async (t) => {
  const clock = new ClientClock();
  let now = clock.sinceMs;
  for (let left = 1000; left > 0; left -= 10) {
    now += defaultLimits.headMs / 2;
    t.equal(clock.check('idle', left, now, defaultLimits), null);
  }
  t.equal(clock.check('idle', 0, now + defaultLimits.headMs, defaultLimits), null);
  t.equal(clock.check('idle', 0, now + defaultLimits.headMs + 1, defaultLimits), 'end');
});

t.test('a body does not gain time by answers that are not read', async (t) => {
  const clock = new ClientClock();
  t.match(clock.check('body', 5, clock.sinceMs + defaultLimits.bodyMs + 1, defaultLimits), { reason: String });
});

t.test('a reader that takes nothing is dropped, whatever it does meanwhile', async (t) => {
  for (const activity of ['waiting', 'idle', 'leaving'] as const) {
    const clock = new ClientClock();
    const now = clock.sinceMs;
    t.equal(clock.check(activity, 7, now, defaultLimits), null);
    t.equal(clock.check(activity, 7, now + defaultLimits.stalledMs, defaultLimits), null);
    t.equal(clock.check(activity, 7, now + defaultLimits.stalledMs + 1, defaultLimits), 'end');
  }
});
