import t from 'tap';
import { aPreview } from '../../../src/schemas/examples/recipe.ts';
import { recipeFacts } from '../../../src/web/recipes/recipe-facts.ts';
import type { RecipePreviewView } from '../../../src/web/recipes/recipes-api.ts';

const preview = aPreview as RecipePreviewView;

t.test('a recipe is told in the order of a form, without what it leaves open', async (t) => {
  t.same(recipeFacts(preview), [
    ['File', '/data/shared/Run_7.trame-recipe.yml'],
    ['App', 'Cone'],
    ['The app was in', '/home/ada/.local/share/jupyter/trame/cone'],
    ['Name', 'Run 7'],
    ['Data directory', '$SCRATCH/run7'],
    ['resolution', '48'],
    ['Runs on', 'this machine'],
  ]);
  const least = { app: 'wave', name: null, app_name: null, description: null, data_directory: null, connect_to: 'pv' };
  const recipe = { ...least, parameters: { deep: true }, resources: { run_on: 'job', nodes: 2 }, saved_from: null };
  t.same(recipeFacts({ ...preview, path: null, app: null, recipe }), [
    ['App', 'wave'],
    ['deep', 'yes'],
    ['Runs on', 'a batch job'],
    ['nodes', '2'],
    ['ParaView server', 'pv'],
  ]);
  t.same(recipeFacts({ ...preview, recipe: null }), [['File', '/data/shared/Run_7.trame-recipe.yml']]);
});
