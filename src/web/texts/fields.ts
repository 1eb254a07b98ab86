import { listed } from './counted.ts';

/** What fields of forms say: what may be typed, and what is wrong with what was. Numbers stand as they are to be typed. */
export const fieldTexts = {
  /** Beside a label, in brackets. */
  requiredSign: '(required)',
  required: 'A value is needed.',
  directoryRequired: 'This app needs a data directory.',
  fullPath: 'Give the full path: it starts with /, ~ or a $VARIABLE.',
  number: 'This has to be a number, for instance 0.5 or 1e-3.',
  integer: 'This has to be a whole number.',
  min: (min: number) => `This has to be ${min} or more.`,
  max: (max: number) => `This has to be ${max} or less.`,
  chooseOne: 'Choose one.',
  choosePlaceholder: 'Choose …',
  range: (min: number, max: number) => (min === max ? `Only ${min}.` : `From ${min} to ${max}.`),
  from: (min: number) => `${min} or more.`,
  upTo: (max: number) => `${max} or less.`,

  walltime: 'Give a time, for instance 1h30m, 90m or 01:30:00.',
  longest: (time: string) => `This has to be ${time} or less.`,
  shortest: (time: string) => `This has to be ${time} or more.`,
  upToTime: (time: string) => `${time} at most.`,
  fromTime: (time: string) => `${time} at least.`,
  choose: (choices: readonly string[]) =>
    choices.length === 0 ? 'None can be chosen here.' : `Choose one of: ${listed(choices)}.`,
  pattern: 'This does not have the form that is asked for.',
  printable: 'Control characters cannot stand here.',
  emptyChoice: '(none)',
};
