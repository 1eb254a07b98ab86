/** Chance that is the same for the same seed. */
export interface Chance {
  /** 0 up to 1. */
  share(): number;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  /** @throws RangeError of an empty list */
  pick<T>(from: readonly T[]): T;
  /** True in `share` (0 to 1) of the cases. */
  happens(share: number): boolean;
}

/** mulberry32: 32 bits of state, good enough to choose moments and commands. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const share = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number) => least + Math.floor(share() * (most - least + 1));
  return {
    share,
    between,
    pick<T>(from: readonly T[]): T {
      const index = between(0, from.length - 1);
      if (!(index in from)) throw new RangeError('nothing to choose from');
      return from[index] as T;
    },
    happens: (part) => share() < part,
  };
}
