import t from 'tap';
import { showField } from '../../src/domain/form-bounds.ts';
import { formField, sampleLimits } from '../support/form-samples.ts';

t.test('bounds follow the partition, and only what differs is said', async (t) => {
  const nodes = showField(formField('nodes', { type: 'nodes', default: 2, max: 8 }), sampleLimits);
  t.match(nodes, { min: 1, max: 8, default: 2 });
  t.same(nodes.by_partition, { batch: { max: 2 }, short: { max: 1, default: 1 }, closed: { max: 2 } });
});

t.test('a walltime without default begins with the partition’s own', async (t) => {
  const shown = showField(formField('time', { type: 'walltime' }), sampleLimits);
  t.same(shown.by_partition, { batch: { max: 3600, default: 600 }, short: { max: 120 } });
});

t.test('choices come from the scheduler, narrowed by the site and by the partition', async (t) => {
  const account = showField(formField('account', { type: 'account' }), sampleLimits);
  t.match(account, { choices: ['proj1', 'proj2'], default: 'proj1', by_partition: { gpu: { choices: ['proj2'] } } });
  const narrowed = showField(formField('account', { type: 'account', choices: ['proj2', 'other'] }), sampleLimits);
  t.match(narrowed, { choices: ['proj2'], default: 'proj2' });
  const qos = showField(formField('qos', { type: 'qos' }), sampleLimits);
  t.match(qos, { choices: ['normal', 'high'], by_partition: { gpu: { choices: ['high'] } } });
});

t.test('partitions that take no jobs now come last, and the default is the scheduler’s', async (t) => {
  const shown = showField(formField('partition', { type: 'partition' }), sampleLimits);
  t.match(shown, { choices: ['batch', 'short', 'gpu', 'closed'], default: 'batch', by_partition: {} });
});

t.test('a scheduler that keeps no accounts leaves a field of any text', async (t) => {
  t.match(
    showField(formField('account', { type: 'account' }), { ...sampleLimits, accounts: [], defaultAccount: null }),
    {
      choices: null,
      default: null,
    },
  );
});

t.test('a field of no scheduler’s type is shown as it is written', async (t) => {
  const field = formField('x', { type: 'integer', min: 1, max: 5, default: 3, aliases: ['y'] });
  const { aliases: _aliases, ...rest } = field;
  t.same(showField(field, sampleLimits), { ...rest, by_partition: {} });
  t.same(showField(field, null), { ...rest, by_partition: {} });
});
