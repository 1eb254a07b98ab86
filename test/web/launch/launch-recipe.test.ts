import t from 'tap';
import { recipeForm } from '../../../src/web/launch/launch-recipe.ts';
import { isosurfaceApp } from '../../support/fake-samples.ts';

t.test('a recipe fills in the form; what it leaves open has the app’s defaults', async (t) => {
  const app = isosurfaceApp();
  const values = {
    name: 'Run 7',
    data_directory: '$DATA/run7',
    parameters: { iso: 0.25, shadows: true },
    resources: { run_on: 'job', nodes: 2, account: 'proj1' },
    connect_to: 'pv1',
  };
  t.match(recipeForm(app, values), {
    name: 'Run 7',
    dataDirectory: '$DATA/run7',
    parameters: { iso: '0.25', shadows: true, solver: 'fast' },
    runOn: 'job',
    job: { nodes: '2', account: 'proj1' },
    connectTo: 'pv1',
  });
  const open = { name: null, data_directory: null, parameters: {}, resources: null, connect_to: null };
  t.match(recipeForm(app, open), { name: '', dataDirectory: '', runOn: app.run_on, job: {}, connectTo: '' });
});
