import t from 'tap';
import { askJupyterLab, themeIn } from '../../../src/web/theme/jupyterlab-theme.ts';

/** As JupyterLab 4.6 answers, as far as it is read. */
const answer = (settings: object, theme = 'JupyterLab Light') => ({
  id: '@jupyterlab/apputils-extension:themes',
  settings,
  schema: { properties: { theme: { default: theme }, 'adaptive-theme': { default: false } } },
});

t.test('the theme that the user chose, else the default', (t) => {
  t.strictSame(themeIn(answer({})), { scheme: 'light', highContrast: false });
  t.strictSame(themeIn(answer({}, 'JupyterLab Dark')), { scheme: 'dark', highContrast: false });
  t.strictSame(themeIn(answer({ theme: 'JupyterLab Dark' })), { scheme: 'dark', highContrast: false });
  t.strictSame(themeIn(answer({ theme: 'JupyterLab Dark High Contrast' })), { scheme: 'dark', highContrast: true });
  t.end();
});

t.test('the system decides where JupyterLab follows it, or nobody can tell', (t) => {
  t.equal(themeIn(answer({ theme: 'JupyterLab Dark', 'adaptive-theme': true })), null);
  t.equal(themeIn(answer({ theme: 'Darkula' })), null, 'a name that only begins so');
  for (const strange of [null, 7, [], {}, { settings: 'dark' }, { settings: { theme: 5 } }])
    t.equal(themeIn(strange), null);
  t.end();
});

t.test('a daemon by itself asks nobody', async (t) => {
  t.equal(await askJupyterLab('http://127.0.0.1:1/'), null);
});
