const number = (count: number) => count.toLocaleString('en');

/** What choosing directories and files says. */
export const fileTexts = {
  browse: 'Browse …',
  browseFor: (label: string) => `Browse for ${label}`,
  completions: 'Completions',
  completed: (count: number) =>
    count === 0 ? '' : count === 1 ? '1 completion, with the down key' : `${count} completions, with the down key`,

  title: (label: string) => `Choose: ${label}`,
  places: 'Places',
  home: 'Home',
  starts: 'Where to start',
  way: 'Where you are',
  root: 'Root directory',
  up: 'Up',
  entries: (directory: string) => `Entries of ${directory}`,
  found: (count: number) => (count === 1 ? '1 entry' : `${number(count)} entries`),
  loading: 'Loading …',
  slow: 'Still loading; the file system may be slow. You can go elsewhere meanwhile.',
  empty: 'This directory is empty.',
  onlyHidden: 'Only hidden files are here.',
  truncated: (count: number) =>
    `Only the first ${number(count)} entries are shown. Others can be typed into the field.`,
  closed: 'cannot be read',
  hidden: 'Hidden files',
  keys: 'Arrow keys move, Enter opens, Backspace goes up, letters jump.',
  failed: 'The directory could not be listed',
  tryAgain: 'Try again',
  cancel: 'Cancel',
  chooseDirectory: 'Choose this directory',
  chooseFile: 'Choose file',
};
