import t from 'tap';
import { kept, recall, remember } from '../../src/web/remembered.ts';

const refuse = () => {
  throw new Error('forbidden');
};

/** A page whose storage is this. */
function giveStorage({ teardown }: Pick<typeof t, 'teardown'>, get: () => unknown): void {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'localStorage');
  Object.defineProperty(globalThis, 'localStorage', { configurable: true, get });
  teardown(() => {
    if (before !== undefined) Object.defineProperty(globalThis, 'localStorage', before);
  });
}
t.test('what is remembered comes back, until it is nothing', async (t) => {
  const entries = new Map<string, string>();
  giveStorage(t, () => ({
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => entries.set(key, value),
    removeItem: (key: string) => entries.delete(key),
  }));
  t.equal(recall('a'), null);
  remember('a', 'b');
  t.equal(recall('a'), 'b');
  remember('a', null);
  t.strictSame([recall('a'), entries.size], [null, 0]);
});

t.test('a storage that is forbidden, or full, remembers nothing and hurts nobody', async (t) => {
  for (const get of [refuse, () => ({ getItem: refuse, setItem: refuse, removeItem: refuse })]) {
    giveStorage(t, get);
    t.doesNotThrow(() => remember('a', 'b'));
    t.doesNotThrow(() => kept.browser.removeItem('a'));
    t.equal(recall('a'), null);
  }
});
