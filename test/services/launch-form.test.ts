import t from 'tap';
import { readLaunchForm } from '../../src/services/launch-form.ts';
import { makeApp } from '../support/instance-app.ts';

const app = makeApp({
  parameters: [{ name: 'steps', type: 'integer', label: 'Steps', help: '', default: 3, min: 1, max: 9 }] as never,
});
const problem = (form: Parameters<typeof readLaunchForm>[1], of = app) => {
  try {
    readLaunchForm(of, form);
  } catch (error) {
    return error as { code: string; message: string; errors: unknown };
  }
  throw new Error('It was taken.');
};

t.test('an empty form takes the defaults', async (t) => {
  const expected = { app, name: null, dataDirectory: null, parameters: { steps: 3 }, job: null };
  t.strictSame(readLaunchForm(app, {}), expected);
  const nulls = { name: null, data_directory: null, parameters: null, resources: null };
  t.strictSame(readLaunchForm(app, nulls), expected);
});

t.test('what is given is taken', async (t) => {
  const form = { name: 'run', data_directory: '/data', parameters: { steps: 5 }, resources: { run_on: 'local' } };
  t.strictSame(readLaunchForm(app, form), {
    app,
    name: 'run',
    dataDirectory: '/data',
    parameters: { steps: 5 },
    job: null,
  });
});

t.test('resources are those of a job, where it is one', async (t) => {
  const asJob = makeApp({ runOn: 'job' });
  t.strictSame(readLaunchForm(app, { resources: { run_on: 'job', nodes: 2 } }).job, { nodes: 2 });
  t.strictSame(readLaunchForm(asJob, {}).job, {}, 'as its app file says');
  t.equal(readLaunchForm(asJob, { resources: { run_on: 'local' } }).job, null, 'unless its user says otherwise');
  t.match(problem({ resources: { nodes: 2 } }), {
    code: 'invalid_parameters',
    errors: [{ path: '/resources/nodes', message: '"nodes" is only for jobs: give "run_on": "job", too.' }],
  });
  for (const run_on of ['cloud', 3, null, ['job']]) {
    t.match(problem({ resources: { run_on } }), {
      code: 'invalid_parameters',
      message: 'It has to be "local" or "job".',
      errors: [{ path: '/resources/run_on' }],
    });
  }
});

t.test('every wrong parameter is told', async (t) => {
  const found = problem({ parameters: { steps: 10, speed: 1 } });
  t.equal(found.code, 'invalid_parameters');
  t.match(found.errors, [{ path: '/parameters/speed' }, { path: '/parameters/steps' }]);
  t.match(found.message, / .*speed.* .*9/);
});
