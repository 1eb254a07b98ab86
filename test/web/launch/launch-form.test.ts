import t from 'tap';
import {
  checkForm,
  defaultName,
  initialForm,
  isComplete,
  jobDraft,
  launchBody,
  newServer,
  parameterPath,
} from '../../../src/web/launch/launch-form.ts';
import { isosurfaceApp, sampleApp } from '../../support/fake-samples.ts';
import { jobFields } from '../../support/fake-server-samples.ts';

const app = isosurfaceApp();

t.test('a new form has the defaults of the app', async (t) => {
  t.same(initialForm(app, {}), {
    name: '',
    dataDirectory: '',
    parameters: { iso: '0.5', levels: '', solver: 'fast', shadows: true, title: '', mesh: '/data/mesh.vtu' },
    runOn: 'local',
    job: {},
    connectTo: '',
    server: {},
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
  const form = initialForm(sampleApp(), { dataDirectory: '/old' });
  t.same(launchBody(sampleApp(), form, null), { parameters: {} });
});

t.test('the proposed name is the next free number', async (t) => {
  t.equal(defaultName('Cone', new Set()), 'Cone 1');
  t.equal(defaultName('Cone', new Set(['Cone 1', 'Cone 2'])), 'Cone 3');
});

t.test('where jobs can be had, the request says where to run, with the values of the job form', async (t) => {
  const offers = { jobFields: jobFields(), serverFields: [] };
  const form = initialForm(sampleApp(), {});
  t.same(launchBody(sampleApp(), form, null, offers).resources, { run_on: 'local' });
  const asJob = { ...form, runOn: 'job' as const, job: { time_limit: '10 min' } };
  t.match(launchBody(sampleApp(), asJob, null, offers).resources, {
    run_on: 'job',
    account: 'proj1',
    partition: 'batch',
    nodes: 1,
    time_limit: 600,
  });
  t.same(launchBody(sampleApp(), asJob, null).resources, undefined, 'not where they cannot');
  const tooLong = { ...asJob, job: { time_limit: '2 h' } };
  t.same(
    checkForm(sampleApp(), tooLong, offers).map(({ path }) => path),
    ['/resources/time_limit'],
  );
  t.same(checkForm(sampleApp(), { ...tooLong, runOn: 'local' }, offers), [], 'a form that is not shown has no errors');
});

t.test('an app file’s own values stand below those that were sent last', async (t) => {
  const app = sampleApp({ run_on: 'job', job_defaults: { nodes: 2, partition: 'batch', gone: 1 } });
  t.equal(initialForm(app, {}).runOn, 'job');
  t.same(jobDraft(app, jobFields(), { nodes: '3', time_limit: 'nonsense' }), { partition: 'batch', nodes: '3' });
});

t.test('only apps that can be connected ask for it', async (t) => {
  const form = { ...initialForm(sampleApp(), {}), connectTo: 'pv1' };
  t.equal(launchBody(sampleApp({ paraview: true }), form, null).connect_to, 'pv1');
  t.equal(launchBody(sampleApp(), form, null).connect_to, undefined);
  t.equal(launchBody(sampleApp({ paraview: true }), { ...form, connectTo: newServer }, null).connect_to, undefined);
});
