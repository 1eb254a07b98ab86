/** Values by key within a bound of bytes; what was not used for the longest time goes first. */
export function createRecentForms<Value>(maximumBytes: number, sizeOf: (value: Value) => number) {
  const values = new Map<string, Value>();
  let bytes = 0;

  const remove = (key: string) => {
    const value = values.get(key);
    if (value === undefined) return;
    bytes -= cost(sizeOf(value));
    values.delete(key);
  };

  return {
    get(key: string): Value | undefined {
      const value = values.get(key);
      if (value !== undefined) {
        values.delete(key);
        values.set(key, value);
      }
      return value;
    },
    /** A value that is larger than the bound is not kept. */
    set(key: string, value: Value): void {
      remove(key);
      values.set(key, value);
      bytes += cost(sizeOf(value));
      for (const oldest of values.keys()) {
        if (bytes <= maximumBytes) break;
        remove(oldest);
      }
    },
    /** What is held now. */
    bytes: () => bytes,
  };
}

/** Also values of no size take their place. */
function cost(size: number): number {
  return size + 256;
}
