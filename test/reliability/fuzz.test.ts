import t from 'tap';
import { runFuzz } from '../../reliability/fuzz/run-fuzz.ts';

t.setTimeout(240_000);

t.test(
  'whatever is sent to the daemon is answered or closed, and the daemon goes on as if nothing had been',
  async (t) => {
    const result = await runFuzz({ seed: 20, requests: 3000, minutes: null, only: null, say: () => undefined });
    t.ok(result.httpRequests + result.upgrades >= 3000, `${result.httpRequests} requests, ${result.upgrades} upgrades`);
    t.ok(result.upgraded > 0, 'some upgrades are agreed to');
    for (const kind of ['1xx', '2xx', '3xx', '4xx', '5xx'])
      t.ok((result.answers[kind] ?? 0) > 0, `some answers are ${kind}`);
    t.strictSame(result.complaints, [], 'all is answered or closed in time, and as HTTP has it');
    t.strictSame(result.unexpected5xx, [], 'no fault of the daemon’s own');
    t.strictSame(result.faults, [], 'it lives, others are served, and nothing is left open');
  },
);
