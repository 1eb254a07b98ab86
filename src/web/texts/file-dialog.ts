import { counted } from './counted.ts';

/** What the dialog says that chooses a directory or file. */
export const fileDialogTexts = {
  title: (label: string) => `Choose: ${label}`,
  places: 'Places',
  home: 'Home',
  starts: 'Where to start',
  way: 'Where you are',
  root: 'Root directory',
  up: 'Up',
  entries: (directory: string) => `Entries of ${directory}`,
  found: (count: number) => counted(count, { one: '# entry', other: '# entries' }),
  loading: 'Loading …',
  slow: 'Still loading; the file system may be slow. You can go elsewhere meanwhile.',
  empty: 'This directory is empty.',
  onlyHidden: 'Only hidden files are here.',
  truncated: (count: number) =>
    counted(count, {
      one: 'Only the first entry is shown. Others can be typed into the field.',
      other: 'Only the first # entries are shown. Others can be typed into the field.',
    }),
  closed: 'cannot be read',
  hidden: 'Hidden files',
  keys: 'Arrow keys move, Enter opens, Backspace goes up, letters jump.',
  failed: 'The directory could not be listed',
  tryAgain: 'Try again',
  cancel: 'Cancel',
  chooseDirectory: 'Choose this directory',
  chooseFile: 'Choose file',
};
