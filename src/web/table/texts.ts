import { texts } from '../texts.ts';
import type { StateChoice } from './instance-filter.ts';
import type { ColumnName } from './instance-sort.ts';

const things = (count: number): string => `${count} ${count === 1 ? 'instance' : 'instances'}`;

/** What the page says where there are many instances. */
export const tableTexts = {
  heading: 'Instances',
  search: 'Search instances',
  searchPlaceholder: 'Name, app or host',
  stateFilter: 'State',
  choice: (choice: StateChoice, count: number) => `${choiceName(choice)} (${count})`,
  found: (count: number) => `${things(count)} found`,
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
  select: (name: string) => `Select ${name}`,
  selectAll: (count: number) => `Select all ${count}`,
  selection: 'Selected instances',
  selected: (count: number) => `${count} selected`,
  selectionHint: 'Select rows to stop or remove several at once.',
  stop: (count: number) => (count === 0 ? 'Stop' : `Stop ${count}`),
  remove: (count: number) => (count === 0 ? 'Remove' : `Remove ${count}`),
  clear: 'Clear',
  noneToStop: 'None of them runs',
  noneToRemove: 'Only those that ended can be removed: stop them first',
  stopping: (done: number, total: number) => `Stopping ${Math.min(done + 1, total)} of ${total}`,
  stopped: (count: number) => (count === 1 ? 'It was told to stop.' : `${things(count)} were told to stop.`),
  notStopped: (count: number) => `${things(count)} could not be stopped`,
  rows: 'Rows per page',
  pages: 'Pages of the table',
  range: (first: number, last: number, total: number) => `${first}–${last} of ${total}`,
  previous: 'Previous page',
  next: 'Next page',
  stopDialog: {
    title: (count: number) => `Stop ${things(count)}?`,
    text: 'Unsaved work in the apps is lost.',
    watched: (name: string, viewers: number) =>
      `${name} (${viewers === 1 ? 'one browser window is connected' : `${viewers} browser windows are connected`})`,
    confirm: (count: number) => `Stop ${count}`,
  },
};

function choiceName(choice: StateChoice): string {
  if (choice === 'all') return 'All';
  if (choice === 'running') return texts.instances.running;
  return choice === 'ended' ? texts.instances.ended : texts.states[choice];
}
