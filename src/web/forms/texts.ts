/** What forms of the site file say. */
export const formTexts = {
  walltime: 'Give a time, for instance 1h30m, 90m or 01:30:00.',
  longest: (time: string) => `This has to be ${time} or less.`,
  shortest: (time: string) => `This has to be ${time} or more.`,
  upToTime: (time: string) => `${time} at most.`,
  fromTime: (time: string) => `${time} at least.`,
  choose: (choices: readonly string[]) =>
    choices.length === 0 ? 'None can be chosen here.' : `Choose one of: ${choices.join(', ')}.`,
  pattern: 'This does not have the form that is asked for.',
  printable: 'Control characters cannot stand here.',
  emptyChoice: '(none)',

  presets: {
    label: 'Preset',
    none: 'Last values',
    save: 'Save as preset …',
    name: 'Name of the preset',
    saveNow: 'Save',
    cancel: 'Cancel',
    remove: 'Delete preset',
    saved: (name: string) => `Preset ${name} saved.`,
    failed: 'The presets cannot be reached',
    failedToSave: 'The preset could not be saved',
    failedToRemove: 'The preset could not be deleted',
    nameNeeded: 'A preset needs a name.',
  },
};
