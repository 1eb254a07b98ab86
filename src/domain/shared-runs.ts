/**
 * Lets those who ask at the same time share a piece of work: who asks while it is being done gets the next run, together with all others
 * who did. So what they get was found out after they asked. A run that fails does not keep the next from being made.
 */
export function shareRuns<Value>(work: () => Promise<Value>): () => Promise<Value> {
  let current: Promise<Value> | null = null;
  let next: Promise<Value> | null = null;
  const begin = (): Promise<Value> => {
    current = work().finally(() => {
      current = null;
    });
    return current;
  };
  return () => {
    if (current === null) return begin();
    next ??= current
      .catch(() => undefined)
      .then(() => {
        next = null;
        return begin();
      });
    return next;
  };
}
