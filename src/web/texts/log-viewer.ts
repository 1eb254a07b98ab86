import { counted, numeral } from './counted.ts';
import { said } from './said.ts';

/** What the viewer of logs says. */
export const logTexts = {
  title: (name: string) => said`Log of ${name}`,
  connecting: 'Connecting …',
  following: 'Following',
  paused: 'Paused',
  behind: (lines: number) => (lines === 0 ? '' : counted(lines, { one: ', # new line', other: ', # new lines' })),
  ended: 'The connection to the log ended; trying again …',
  empty: 'The log is empty so far.',
  pause: 'Pause',
  resume: 'Resume',
  wrap: 'Wrap lines',
  download: 'Download',
  toEnd: 'Jump to the end',
  bounded: (lines: number) =>
    counted(lines, {
      one: 'Only the last line is shown; Download has all.',
      other: 'Only the last # lines are shown; Download has all.',
    }),
  region: 'Log lines',
  search: 'Search the log',
  searchPlaceholder: 'Search',
  searchKeys: 'Ctrl+F. Enter or F3 goes to the next hit, with Shift to the one before.',
  searching: 'Searching …',
  hits: (count: number) => (count === 0 ? 'No hits' : counted(count, { one: '# hit', other: '# hits' })),
  hitOf: (place: number, total: number) => `${numeral(place)} of ${numeral(total)}`,
  previous: 'Previous hit',
  next: 'Next hit',
};
