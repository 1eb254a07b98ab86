import t from 'tap';
import { serverClock } from '../../src/web/server-clock.ts';

const dayMs = 86_400_000;
const dateIn = (ms: number) => new Date(Date.now() + ms).toUTCString();
const ahead = () => Math.round((serverClock.nowMs() - Date.now()) / dayMs);

t.test(
  'the daemon’s time counts, and jumps are told; what is no time, or nearly the same, changes nothing',
  async (t) => {
    const jumps: number[] = [];
    const end = serverClock.onJump((byMs) => jumps.push(Math.round(byMs / dayMs)));
    for (const header of [null, '', 'yesterday', dateIn(-3_000), dateIn(2_000)]) {
      serverClock.readDate(header);
      t.equal(serverClock.nowMs() - Date.now() < 100, true, String(header));
    }
    serverClock.readDate(dateIn(dayMs));
    t.equal(ahead(), 1);
    serverClock.readDate(dateIn(dayMs + 2_000));
    serverClock.readDate(dateIn(-dayMs));
    t.equal(ahead(), -1);
    serverClock.readDate(dateIn(0));
    t.equal(ahead(), 0, 'a clock that was set right is right');
    t.same(jumps, [1, -2, 1]);
    end();
    serverClock.readDate(dateIn(dayMs));
    t.equal(jumps.length, 3);
  },
);
