import type { ColumnName } from '../table/instance-sort.ts';
import { counted, numeral } from './counted.ts';
import { said } from './said.ts';

const instanceForms = { one: '# instance', other: '# instances' };

/** What the page says where there are many instances. */
export const tableTexts = {
  heading: 'Instances',
  search: 'Search instances',
  searchPlaceholder: 'Name, app or host',
  stateFilter: 'State',
  all: 'All',
  /** A choice among states, with how many are in it: "Ready (3)". */
  choice: (state: string, count: number) => counted(count, { other: `${state} (#)` }),
  found: (count: number) => counted(count, { one: '# instance found', other: '# instances found' }),
  view: 'View',
  views: { cards: 'Cards', table: 'Table' },
  noMatch: 'No instance matches.',
  clearFilters: 'Clear filters',
  columns: {
    name: 'Name',
    state: 'State',
    started: 'Started',
    ended: 'Ended',
    host: 'Host',
    cpu: 'CPU',
    memory: 'Memory',
    viewers: 'Viewers',
  } satisfies Record<ColumnName, string>,
  actions: 'Actions',
  ago: (duration: string) => `${duration} ago`,
  unknown: '–',
  select: (name: string) => said`Select ${name}`,
  selectAll: (count: number) => counted(count, { other: 'Select all #' }),
  selection: 'Selected instances',
  selected: (count: number) => counted(count, { other: '# selected' }),
  selectionHint: 'Select rows to stop or remove several at once.',
  stop: (count: number) => (count === 0 ? 'Stop' : counted(count, { other: 'Stop #' })),
  remove: (count: number) => (count === 0 ? 'Remove' : counted(count, { other: 'Remove #' })),
  clear: 'Clear',
  noneToStop: 'None of them runs',
  noneToRemove: 'Only those that ended can be removed: stop them first',
  stopping: (current: number, total: number) => `Stopping ${numeral(current)} of ${numeral(total)}`,
  stopped: (count: number) => counted(count, { one: 'It was told to stop.', other: '# instances were told to stop.' }),
  notStopped: (count: number) =>
    counted(count, { one: '# instance could not be stopped', other: '# instances could not be stopped' }),
  rows: 'Rows per page',
  pages: 'Pages of the table',
  range: (first: number, last: number, total: number) => `${numeral(first)}–${numeral(last)} of ${numeral(total)}`,
  previous: 'Previous page',
  next: 'Next page',
  stopDialog: {
    title: (count: number) => `Stop ${counted(count, instanceForms)}?`,
    text: 'Unsaved work in the apps is lost.',
    watched: (name: string, viewers: number) => {
      const windows = { one: 'one browser window is connected', other: '# browser windows are connected' };
      return said`${name} (${counted(viewers, windows)})`;
    },
    confirm: (count: number) => counted(count, { other: 'Stop #' }),
  },
};
