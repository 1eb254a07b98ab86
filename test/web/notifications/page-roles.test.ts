import t from 'tap';
import { type PageLocks, PageRoles } from '../../../src/web/notifications/page-roles.ts';
import { until } from '../../support/until.ts';

interface Lock {
  name: string;
  page: number;
  isShared: boolean;
}

/** The browser's locks for several pages, of which each can be closed. */
class FakeLocks {
  readonly #held: Lock[] = [];
  #waiting: (Lock & { whileHeld: () => Promise<void> })[] = [];

  ofPage(page: number): PageLocks {
    return {
      request: async (name, { mode }, whileHeld) => {
        this.#waiting.push({ name, page, isShared: mode === 'shared', whileHeld });
        this.#grant();
      },
      query: async () => ({ held: [...this.#held] }),
    };
  }

  close(page: number): void {
    this.#waiting = this.#waiting.filter((entry) => entry.page !== page);
    for (const lock of this.#held.filter((entry) => entry.page === page)) this.#release(lock);
  }

  #grant(): void {
    for (const request of [...this.#waiting]) {
      const others = this.#held.filter(({ name }) => name === request.name);
      if (others.some(({ isShared }) => !isShared || !request.isShared)) continue;
      this.#waiting.splice(this.#waiting.indexOf(request), 1);
      const lock = { name: request.name, page: request.page, isShared: request.isShared };
      this.#held.push(lock);
      void request.whileHeld().then(() => this.#release(lock));
    }
  }

  #release(lock: Lock): void {
    const index = this.#held.indexOf(lock);
    if (index >= 0) this.#held.splice(index, 1);
    this.#grant();
  }
}

t.test('one of several pages tells, and another one when that is closed', async (t) => {
  const locks = new FakeLocks();
  const [first, second] = [1, 2].map((page) => new PageRoles(locks.ofPage(page), '/a/'));
  const other = new PageRoles(locks.ofPage(3), '/b/');
  t.same(await Promise.all([first, second, other].map((page) => page?.isToTell())), [true, false, true]);
  locks.close(1);
  t.equal(await second?.isToTell(), true);
});

t.test('nobody tells while somebody looks at any of them', async (t) => {
  const locks = new FakeLocks();
  const [first, second, third] = [1, 2, 3].map((page) => new PageRoles(locks.ofPage(page), '/a/'));
  const isTold = async () => (await first?.isToTell()) === true;
  second?.attend(true);
  third?.attend(true);
  t.equal(await isTold(), false);
  second?.attend(false);
  second?.attend(false);
  t.equal(await isTold(), false, 'the third one still is');
  locks.close(3);
  await until(isTold, 'the leader tells', 5_000);
});
