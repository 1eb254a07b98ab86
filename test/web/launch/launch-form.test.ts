import t from 'tap';
import {
  checkForm,
  defaultName,
  initialForm,
  isComplete,
  launchBody,
  parameterPath,
} from '../../../src/web/launch/launch-form.ts';
import { isosurfaceApp, sampleApp } from '../../support/fake-samples.ts';

const app = isosurfaceApp();

t.test('a new form has the defaults of the app', async (t) => {
  t.same(initialForm(app, {}), {
    name: '',
    dataDirectory: '',
    parameters: { iso: '0.5', levels: '', solver: 'fast', shadows: true, title: '', mesh: '/data/mesh.vtu' },
  });
});

t.test('the last values come back, but for those that do not fit the app any more', async (t) => {
  const remembered = {
    dataDirectory: '/d',
    parameters: { iso: '7', levels: '3', solver: 'gone', shadows: 'yes', title: 'x' },
  };
  const form = initialForm(app, remembered);
  t.equal(form.dataDirectory, '/d');
  t.match(form.parameters, { iso: '0.5', levels: '3', solver: 'fast', shadows: true, title: 'x' });
});

t.test('errors carry the pointers that the daemon uses', async (t) => {
  const paths = checkForm(app, initialForm(app, {})).map(({ path }) => path);
  t.same(paths, ['/data_directory', '/parameters/levels']);
  t.equal(parameterPath('a/b~c'), '/parameters/a~1b~0c');
  t.ok(isComplete(sampleApp(), initialForm(sampleApp(), {})));
});

t.test('the request holds what was filled in, with a home directory in place of "~" for files', async (t) => {
  const form = initialForm(app, {});
  const filled = {
    ...form,
    name: ' run ',
    dataDirectory: '/d',
    parameters: { ...form.parameters, levels: '3', mesh: '~/m.vtu' },
  };
  t.same(launchBody(app, filled, '/home/alice'), {
    name: 'run',
    data_directory: '/d',
    parameters: { iso: 0.5, levels: 3, solver: 'fast', shadows: true, title: '', mesh: '/home/alice/m.vtu' },
  });
});

t.test('an app without data directory is sent none, whatever was remembered', async (t) => {
  t.same(launchBody(sampleApp(), { name: '', dataDirectory: '/old', parameters: {} }, null), { parameters: {} });
});

t.test('the proposed name is the next free number', async (t) => {
  t.equal(defaultName('Cone', new Set()), 'Cone 1');
  t.equal(defaultName('Cone', new Set(['Cone 1', 'Cone 2'])), 'Cone 3');
});
