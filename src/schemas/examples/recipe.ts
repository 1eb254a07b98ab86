/** What the API reference shows for a recipe and what is done with one; a test holds each to its schema. */
export const aRecipe = {
  app: 'cone',
  app_name: 'Cone',
  name: 'Run 7',
  description: 'Fine mesh',
  data_directory: '$SCRATCH/run7',
  parameters: { resolution: 48 },
  resources: { run_on: 'local' },
  connect_to: null,
  saved_from: { app_directory: '/home/ada/.local/share/jupyter/trame/cone', app_file_sha256: null },
};

export const aSaveRequest = { path: '/data/shared', name: 'Run 7', description: 'Fine mesh' };

export const aSavedRecipe = {
  path: '/data/shared/Run_7.trame-recipe.yml',
  link: '/user/ada/trame-manager/?recipe=%2Fdata%2Fshared%2FRun_7.trame-recipe.yml',
};

export const aPreview = {
  ...aSavedRecipe,
  recipe: aRecipe,
  app: { id: 'cone', name: 'Cone', file: '/opt/share/jupyter/trame/cone/app.yml' },
  app_to_copy: null,
  problems: [
    {
      severity: 'error',
      field: '/data_directory',
      line: null,
      column: null,
      message: '/scratch/grace/run7 is no directory, or you may not look into it.',
      hint: 'Choose another one.',
    },
  ],
  values: {
    name: 'Run 7',
    data_directory: '$SCRATCH/run7',
    parameters: { resolution: 48 },
    resources: { run_on: 'local' },
    connect_to: null,
  },
};

export const aCopyPlan = {
  name: 'Cone',
  description: 'A cone that can be turned',
  command: 'exec python main.py $INSTANCE_ARGS',
  directory: '/data/shared/apps/cone',
  target: '/home/grace/.local/share/jupyter/trame/cone',
  id: 'cone',
  files: 3,
  bytes: 4120,
  faults: [],
  notes: [],
};
