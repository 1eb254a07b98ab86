import t from 'tap';
import { isRecipeName, recipeFileName } from '../../src/domain/recipe.ts';
import { recipeLink } from '../../src/domain/recipe-link.ts';

t.test('a link opens the preview below the daemon’s own base', (t) => {
  const file = '/data/a & b/x.trame-recipe.yml';
  const query = '?recipe=%2Fdata%2Fa%20%26%20b%2Fx.trame-recipe.yml';
  t.equal(recipeLink('/', {}, file), `/${query}`);
  t.equal(recipeLink('/lab/trame-manager/', {}, file), `/lab/trame-manager/${query}`);
  t.end();
});

t.test('on a hub it leads everybody to a server of their own', (t) => {
  const hub = { JUPYTERHUB_BASE_URL: '/hubs/', JUPYTERHUB_SERVICE_PREFIX: '/hubs/user/alice%20b/' };
  t.equal(
    recipeLink('/hubs/user/alice%20b/trame-manager/', hub, '/x'),
    '/hubs/hub/user-redirect/trame-manager/?recipe=%2Fx',
  );
  const named = { ...hub, JUPYTERHUB_SERVICE_PREFIX: '/hubs/user/ada/gpu/' };
  t.equal(
    recipeLink('/hubs/user/ada/gpu/trame-manager/', named, '/x'),
    '/hubs/hub/user-redirect/trame-manager/?recipe=%2Fx',
  );
  t.equal(recipeLink('/other/', hub, '/x'), '/other/?recipe=%2Fx', 'a daemon that is not below the hub’s prefix');
  t.equal(recipeLink('/user/a/', { JUPYTERHUB_SERVICE_PREFIX: '/user/a/' }, '/x'), '/user/a/?recipe=%2Fx');
  t.end();
});

t.test('recipes have names of their own', (t) => {
  t.equal(recipeFileName('Run 7/ü'), 'Run_7__.trame-recipe.yml');
  t.equal(recipeFileName('…'), '_.trame-recipe.yml');
  t.ok(recipeFileName('x'.repeat(300)).length < 255, 'short enough for a file system');
  t.ok(isRecipeName(recipeFileName('')));
  for (const name of ['.trame-recipe.yml', 'app.yml', 'x.trame-recipe.yaml']) t.notOk(isRecipeName(name), name);
  t.end();
});
