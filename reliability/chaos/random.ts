import { createRandom } from '../random.ts';

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

export function chanceOf(seed: number): Chance {
  const share = createRandom(seed);
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
