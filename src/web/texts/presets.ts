import { said } from './said.ts';

/** What is said of presets, the values of a form that are kept under a name. */
export const presetTexts = {
  label: 'Preset',
  none: 'Last values',
  save: 'Save as preset …',
  name: 'Name of the preset',
  saveNow: 'Save',
  cancel: 'Cancel',
  remove: 'Delete preset',
  saved: (name: string) => said`Preset ${name} saved.`,
  failed: 'The presets cannot be reached',
  failedToSave: 'The preset could not be saved',
  failedToRemove: 'The preset could not be deleted',
  nameNeeded: 'A preset needs a name.',
};
