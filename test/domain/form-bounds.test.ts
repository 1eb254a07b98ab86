import t from 'tap';
import { partitionOf, showField } from '../../src/domain/form-bounds.ts';
import { formField, partition, sampleLimits } from '../support/form-samples.ts';

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
  t.match(account, { choices: ['proj1', 'proj2'], default: 'proj1' });
  t.same(account.by_partition, { gpu: { choices: ['proj2'] } }, 'only where it differs');
  const narrowed = showField(formField('account', { type: 'account', choices: ['proj2', 'other'] }), sampleLimits);
  t.match(narrowed, { choices: ['proj2'], default: 'proj2' });
  const qos = showField(formField('qos', { type: 'qos' }), sampleLimits);
  t.match(qos, { choices: ['normal', 'high'], default: null });
  t.same(qos.by_partition, { gpu: { choices: ['high'] } });
});

t.test('partitions that take no jobs now come last, and the default is the scheduler’s', async (t) => {
  const shown = showField(formField('partition', { type: 'partition' }), sampleLimits);
  t.match(shown, { choices: ['batch', 'short', 'gpu', 'closed'], default: 'batch' });
  t.same(shown.by_partition, {}, 'and no partition narrows which partitions there are');
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

t.test('GPUs are bounded by what a node of the partition has', async (t) => {
  const gpus = showField(formField('gpus', { type: 'gpus' }), sampleLimits);
  t.match(gpus, { min: 0, max: null });
  t.same(gpus.by_partition, { batch: { max: 0 }, short: { max: 0 }, closed: { max: 0 }, gpu: { max: 4 } });
});

t.test('the least is what the site says, else what makes sense', async (t) => {
  const least = (type: 'nodes' | 'walltime' | 'gpus' | 'integer', min: number | null = null) =>
    showField(formField('x', { type, min }), null).min;
  t.strictSame([least('nodes'), least('walltime'), least('gpus'), least('integer')], [1, 1, 0, null]);
  t.strictSame([least('nodes', 2), least('gpus', 1)], [2, 1]);
});

t.test('a default that is not open is dropped, and one of a single choice taken', async (t) => {
  const standard = (given: Parameters<typeof formField>[1]) => showField(formField('x', given), sampleLimits).default;
  t.equal(standard({ type: 'account', default: 'proj9' }), null);
  t.equal(standard({ type: 'account', default: 'proj2' }), 'proj2');
  t.equal(standard({ type: 'partition', choices: ['short'] }), 'short');
  t.equal(standard({ type: 'qos', choices: ['high'] }), null, 'where there is no default, none is chosen');
  t.equal(standard({ type: 'account', default: 'proj9', choices: ['proj2'] }), null);
  t.equal(
    standard({ type: 'partition', choices: ['short', 'gpu'] }),
    null,
    'the default of the scheduler is not among them',
  );
});

t.test('the smaller of two maxima counts', async (t) => {
  const limits = { ...sampleLimits, partitions: [partition('x', { total_nodes: 9, maximum_nodes: 4 })] };
  t.same(showField(formField('n', { type: 'nodes' }), limits).by_partition, { x: { max: 4 } });
  t.same(showField(formField('n', { type: 'nodes', max: 3 }), limits).by_partition, {});
});

t.test('the partition that is meant is the one named, else the default of the scheduler', async (t) => {
  t.equal(partitionOf('gpu', sampleLimits)?.name, 'gpu');
  t.equal(partitionOf(undefined, sampleLimits)?.name, 'batch');
  t.equal(partitionOf('none', sampleLimits), null);
  t.equal(partitionOf('gpu', null), null);
});
