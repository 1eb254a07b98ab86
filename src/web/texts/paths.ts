import { counted } from './counted.ts';

/** What a field for a path says. */
export const pathTexts = {
  browse: 'Browse …',
  browseFor: (label: string) => `Browse for ${label}`,
  completions: 'Completions',
  completed: (count: number) =>
    count === 0
      ? ''
      : counted(count, { one: '# completion, with the down key', other: '# completions, with the down key' }),
};
