/** What could not be done, and why. */
export interface Failure<Item> {
  item: Item;
  error: unknown;
}

/**
 * Does it for all items, `atOnce` of them at a time, whether or not others fail; answers what failed. `onDone` is called after each
 * with the number of those that are through.
 */
export async function inTurns<Item>(
  items: readonly Item[],
  atOnce: number,
  action: (item: Item) => Promise<void>,
  onDone: (done: number) => void = () => undefined,
): Promise<Failure<Item>[]> {
  const failures: Failure<Item>[] = [];
  const waiting = items.values();
  let done = 0;
  // All workers take from the one iterator.
  const work = async () => {
    for (const item of waiting) {
      await action(item).catch((error: unknown) => failures.push({ item, error }));
      done += 1;
      onDone(done);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
  return failures;
}
