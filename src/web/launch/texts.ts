/** What the list of apps, the launch dialog and the help for new apps say. */
export const appTexts = {
  heading: 'Apps',
  search: 'Search apps',
  searchPlaceholder: 'Search apps  ( / )',
  found: (count: number) => (count === 1 ? '1 app found' : `${count} apps found`),
  noMatch: (query: string) => `No app matches “${query}”.`,
  clearSearch: 'Clear the search',
  uncategorized: 'Other',
  launch: 'Launch',
  loading: 'Loading the apps …',

  dialog: {
    title: (app: string) => `Launch ${app}`,
    name: 'Name',
    nameHelp: 'How it is called on this page. You can rename it later.',
    data: 'Data directory',
    dataRequired: 'A directory on this machine that the app reads, as a full path.',
    dataOptional: 'Optional. Without one, the app starts in its own working directory.',
    dataPlaceholder: '/path/to/data',
    launch: 'Launch',
    launching: 'Launching …',
    cancel: 'Cancel',
    failed: 'It could not be launched',
    runOn: 'Run on',
    runOnLabels: { local: 'This machine', job: 'A batch job' },
    runOnHelp: 'A job runs on a compute node; it may wait in the queue first.',
    connectTo: 'Connect to',
    connectHelp: 'A ParaView server that the app is connected to when both are ready.',
    connectNone: 'None for now',
    connectNew: 'A new server, started with it',
    whenReady: (server: string) => `${server} (when it is ready)`,
    newServer: 'New ParaView server',
    serverFailed: 'The ParaView server could not be started',
    required: 'required',
    whatRuns: {
      title: 'What will run',
      command: 'Command',
      directory: 'Working directory',
      whereJupyter: 'Where Jupyter was started',
      environment: 'Environment',
      nothing: '(nothing of its own)',
      file: 'App file',
    },
  },

  field: {
    required: 'A value is needed.',
    directoryRequired: 'This app needs a data directory.',
    fullPath: 'Give the full path: it starts with /, ~ or a $VARIABLE.',
    number: 'This has to be a number, for instance 0.5 or 1e-3.',
    integer: 'This has to be a whole number.',
    min: (min: number) => `This has to be ${min} or more.`,
    max: (max: number) => `This has to be ${max} or less.`,
    choose: 'Choose one.',
    choosePlaceholder: 'Choose …',
    range: (min: number, max: number) => (min === max ? `Only ${min}.` : `From ${min} to ${max}.`),
    from: (min: number) => `${min} or more.`,
    upTo: (max: number) => `${max} or less.`,
  },

  problems: {
    heading: (count: number) => (count === 1 ? '1 app file has an error' : `${count} app files have errors`),
    text: 'Mend the file; the list follows by itself.',
    place: (line: number | null, column: number | null) =>
      line === null ? '' : column === null ? `line ${line}` : `line ${line}, column ${column}`,
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
    copySample: 'Copy app.yml',
    copyPath: 'Copy the path',
  },
};

/** A small app file, shown when there is no app; a main.py has to lie in its working directory. */
export const sampleAppFile = `name: Cone
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
`;
