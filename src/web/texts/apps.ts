import { counted } from './counted.ts';
import { said } from './said.ts';

/** What the list of apps says, that of app files with errors, and the help where there is no app yet. */
export const appTexts = {
  heading: 'Apps',
  search: 'Search apps',
  searchPlaceholder: 'Search apps  ( / )',
  found: (count: number) => counted(count, { one: '# app found', other: '# apps found' }),
  noMatch: (query: string) => said`No app matches “${query}”.`,
  clearSearch: 'Clear the search',
  uncategorized: 'Other',
  launch: 'Launch',
  loading: 'Loading the apps …',

  problems: {
    heading: (count: number) => counted(count, { one: '# app file has an error', other: '# app files have errors' }),
    text: 'Mend the file; the list follows by itself.',
    line: (line: number) => `line ${line}`,
    place: (line: number, column: number) => `line ${line}, column ${column}`,
  },

  empty: {
    title: 'No apps yet',
    text: 'An app is a directory with an app.yml in it. These directories were looked through, the first one wins:',
    installTitle: 'Start with the sample app',
    installText: 'It draws isosurfaces with VTK. In a terminal of this Jupyter:',
    install: `pip install trame trame-vuetify trame-vtk vtk
python -m trame_manager.install_sample_app --user`,
    copyInstall: 'Copy the commands',
    sampleTitle: 'Or write your own',
    sampleText: 'Save this as the file below, with your own command; it shows up here at once, without a restart.',
    sampleName: 'app.yml',
    copySample: 'Copy app.yml',
    copyPath: 'Copy the path',
  },

  /** A small app file, shown when there is no app; a main.py has to lie in its working directory. */
  sampleFile: `name: Cone
description: A first trame app
category: Examples
command: |
  exec python main.py $INSTANCE_ARGS
working_directory: ~/trame-apps/cone
parameters:
  - name: resolution
    label: Resolution
    type: integer
    min: 3
    max: 60
    default: 6
data_directory: optional
`,
};
