import t from 'tap';
import { renderJobScript } from '../../src/adapters/job-script.ts';
import { ManagerError } from '../../src/domain/errors.ts';
import { createJobForms } from '../../src/services/job-forms.ts';
import { formField, sampleLimits } from '../support/form-samples.ts';

const fields = [
  formField('partition', { type: 'partition' }),
  formField('time_limit', { type: 'walltime', default: 60 }),
];

function forms(limits: () => Promise<typeof sampleLimits>) {
  return createJobForms({ limits, renderScript: renderJobScript });
}

const silent = () => Promise.reject(new ManagerError('scheduler_unavailable', 'No answer.'));

t.test('fields are shown and values checked with what the scheduler tells', async (t) => {
  const { show, check } = forms(async () => sampleLimits);
  t.match(await show(fields), [
    { choices: ['batch', 'short', 'gpu', 'closed'] },
    { by_partition: { short: { max: 120 } } },
  ]);
  t.same(await check(fields, { time_limit: '2m' }), { partition: 'batch', time_limit: 120 });
  await t.rejects(check(fields, { partition: 'short', time_limit: '3m', x: 1 }), {
    code: 'invalid_parameters',
    message: /allows 2 min at most/,
    errors: [{ path: '/x' }, { path: '/time_limit' }],
  });
});

t.test(
  'without the scheduler’s answer values pass the plain checks, and a form that needs it is not shown',
  async (t) => {
    const { show, check } = forms(silent);
    t.same(await check(fields, { partition: 'any' }), { partition: 'any', time_limit: 60 });
    await t.rejects(check(fields, { time_limit: 'x' }), { code: 'invalid_parameters' });
    await t.rejects(show(fields), { code: 'scheduler_unavailable' });
    t.match(await show(fields.slice(1)), [{ name: 'time_limit' }]);
    const narrowed = [formField('partition', { type: 'partition', choices: ['a'] })];
    t.match(await show(narrowed), [{ choices: ['a'] }]);
  },
);

t.test('a form that has nothing to do with the scheduler does not ask it', async (t) => {
  const { show, check } = forms(() => t.fail('it was asked') as never);
  const own = [formField('processes', { type: 'integer', default: 1 })];
  t.match(await show(own), [{ name: 'processes' }]);
  t.same(await check(own, {}), { processes: 1 });
});

t.test('whatever follows the scheduler asks it, beside fields that do not', async (t) => {
  for (const type of ['account', 'partition', 'qos', 'nodes', 'gpus', 'walltime'] as const) {
    let asked = 0;
    const { show } = forms(async () => {
      asked += 1;
      return sampleLimits;
    });
    await show([formField('processes', { type: 'integer', default: 1 }), formField('it', { type })]);
    t.equal(asked, 1, type);
  }
});

t.test('an error that is no missing answer is passed on', async (t) => {
  const { check } = forms(() => Promise.reject(new TypeError('broken')));
  await t.rejects(check(fields, {}), { message: 'broken' });
});

t.test('a script is rendered from template and values', async (t) => {
  const template = { template: '#!/bin/sh\nexec {{ command_file }} {{ x }}\n', fields: [formField('x')] };
  const given = { job_name: 'n', session_directory: '/s', command_file: '/s/c', log_file: '/s/log' };
  t.equal(forms(silent).render(template, { x: 'a b' }, given), "#!/bin/sh\nexec /s/c 'a b'\n");
});
