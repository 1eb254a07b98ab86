import t from 'tap';
import { createStayAwake } from '../../src/wire/stay-awake.ts';

/** An event loop whose turns take 0.01 ms each. */
function loop() {
  let nowMs = 0;
  let due: (() => void) | null = null;
  const stayAwake = createStayAwake(
    () => nowMs,
    (look) => {
      due = look;
    },
  );
  return {
    stayAwake,
    /** Turns until it sleeps, at most `most`. */
    turns(most = Number.POSITIVE_INFINITY): number {
      for (let count = 0; ; count += 1) {
        const look = due;
        if (look === null || count === most) return count;
        due = null;
        nowMs += 0.01;
        look();
      }
    },
  };
}

t.test('after a small message the loop looks again for 0.2 ms, and then sleeps', async (t) => {
  const { stayAwake, turns } = loop();
  t.equal(turns(), 0);
  stayAwake();
  const count = turns();
  t.ok(count >= 20 && count <= 21, `${count} turns`);
});

t.test('the next message in that time prolongs it, and there is one loop of turns only', async (t) => {
  const { stayAwake, turns } = loop();
  stayAwake();
  turns(15);
  stayAwake();
  const count = turns();
  t.ok(count >= 20 && count <= 21, `${count} turns`);
});

t.test('who was in vain eight times sleeps, and tries again with each 64th message', async (t) => {
  const { stayAwake, turns } = loop();
  const woke: number[] = [];
  for (let message = 1; message <= 130; message += 1) {
    stayAwake();
    if (turns() > 0) woke.push(message);
  }
  t.strictSame(woke, [1, 2, 3, 4, 5, 6, 7, 8, 64, 128]);
});

t.test('one that came in time makes up for all that did not', async (t) => {
  const { stayAwake, turns } = loop();
  for (let message = 1; message < 64; message += 1) {
    stayAwake();
    turns();
  }
  stayAwake();
  turns(3);
  stayAwake();
  turns();
  for (let message = 1; message <= 8; message += 1) {
    stayAwake();
    t.ok(turns() > 0);
  }
  stayAwake();
  t.equal(turns(), 0);
});
