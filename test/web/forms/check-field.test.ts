import t from 'tap';
import type { FormValues } from '../../../src/domain/paraview-server.ts';
import { boundedFields } from '../../../src/web/forms/bounded-fields.ts';
import { checkDraft, draftOf, valuesToSend } from '../../../src/web/forms/check-field.ts';
import { fieldLook } from '../../../src/web/forms/field-look.ts';
import { jobFields } from '../../support/fake-server-samples.ts';

const fields = jobFields();
const errorsOf = (draft: Record<string, string | boolean>) =>
  Object.fromEntries(checkDraft(fields, draft).map(({ path, message }) => [path, message]));

t.test('a form as it comes is complete, and sends its defaults', async (t) => {
  t.same(errorsOf({}), {});
  t.same(valuesToSend(fields, {}), {
    account: 'proj1',
    partition: 'batch',
    nodes: 1,
    time_limit: 1_800,
    offscreen: true,
  });
});

t.test('bounds, choices and defaults follow the partition', async (t) => {
  t.match(errorsOf({ nodes: '5', time_limit: '2h' }), { '/nodes': /4 or less/, '/time_limit': /1 h or less/ });
  t.match(errorsOf({ partition: 'short', nodes: '2', time_limit: '1:00:00', account: 'proj2' }), {
    '/nodes': /1 or less/,
    '/time_limit': /2 min or less/,
    '/account': /proj1/,
  });
  t.same(errorsOf({ partition: 'short' }), {}, 'what was not touched takes the default that holds there');
  t.equal(valuesToSend(fields, { partition: 'short' }).time_limit, 120);
  const [account] = boundedFields(fields, { partition: 'short' });
  t.same(account === undefined ? [] : fieldLook(account).choices, ['proj1']);
});

t.test('times, numbers, patterns and lines are checked as they are typed', async (t) => {
  t.match(errorsOf({ time_limit: 'soon' }), { '/time_limit': /1h30m/ });
  t.match(errorsOf({ time_limit: '0' }), { '/time_limit': /./ });
  t.match(errorsOf({ nodes: '1.5' }), { '/nodes': /whole number/ });
  t.match(errorsOf({ nodes: '' }), { '/nodes': /needed/ });
  t.match(errorsOf({ reservation: 'a b' }), { '/reservation': /./ });
  t.match(errorsOf({ extra_lines: '#SBATCH --a\nrm -rf' }), { '/extra_lines': /./ });
  t.same(errorsOf({ extra_lines: '#SBATCH --a\n\n#SBATCH --b\n', reservation: '', time_limit: '90 s' }), {});
  t.same(checkDraft(fields, { nodes: 'x' }, '/resources')[0]?.path, '/resources/nodes');
});

t.test('kept values are shown as they would be typed, but for those that do not fit any more', async (t) => {
  const kept: FormValues = {
    time_limit: 5_400,
    nodes: 9,
    partition: 'gone',
    reservation: 'r1',
    offscreen: false,
    old: 1,
  };
  t.same(draftOf(fields, kept), { reservation: 'r1', offscreen: false });
  t.same(draftOf(fields, { time_limit: 3_600, nodes: 2 }), { time_limit: '1 h', nodes: '2' });
  t.same(draftOf(fields, { partition: 'short', nodes: 2 }), { partition: 'short' }, 'in the partition that is kept');
});
