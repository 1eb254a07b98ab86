/** What the dialog says that hands in a script of the user's own. */
export const jobDialogTexts = {
  title: 'Submit a script',
  text: (title: string) => `A batch script of yours, with its own directives for ${title}.`,
  file: 'Script',
  fileHelp: 'A file on this machine, as a full path.',
  filePlaceholder: '~/jobs/run.sh',
  directory: 'Working directory',
  directoryHelp: 'Optional. Without one, that of the script.',
  name: 'Job name',
  nameHelp: 'Optional. Without one, the script’s own.',
  fullPath: 'Give the full path: it starts with / or ~.',
  check: 'Check it',
  submit: 'Submit',
  submitting: 'Submitting …',
  cancel: 'Cancel',
  failed: 'It could not be submitted',
};
