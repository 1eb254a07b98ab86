/** What changes again within this time is shown once at its end: while 500 browsers come, not 500 times. */
const gatherMs = 100;

/** Changes of things with ids, on their way to all who watch. */
export interface GatheredChanges {
  /** Passes the first change of an id on at once, and of those that follow it quickly the last. */
  change(id: string, event: object): void;
  /** Passes on that it is gone; what was held back of it is nothing any more. */
  remove(id: string, event: object): void;
  close(): void;
}

/** `pass` is called for each event that goes on. */
export function gatherChanges(pass: (event: object) => void): GatheredChanges {
  /** What changed lately, and what is to be shown of it at the end of the time; null: nothing yet. */
  const recent = new Map<string, object | null>();
  let timer: NodeJS.Timeout | null = null;
  const flushLater = () => {
    timer ??= setTimeout(flush, gatherMs).unref();
  };
  const flush = () => {
    timer = null;
    for (const [id, event] of recent) {
      if (event === null) recent.delete(id);
      else {
        recent.set(id, null);
        pass(event);
      }
    }
    if (recent.size > 0) flushLater();
  };
  return {
    change(id, event) {
      const isFirst = !recent.has(id);
      recent.set(id, isFirst ? null : event);
      if (isFirst) pass(event);
      flushLater();
    },
    remove(id, event) {
      recent.delete(id);
      pass(event);
    },
    close() {
      if (timer !== null) clearTimeout(timer);
      recent.clear();
    },
  };
}
