import fc from 'fast-check';
import t from 'tap';
import { fieldTypes } from '../../src/domain/form.ts';
import { checkFormValues } from '../../src/domain/form-values.ts';
import { formField, partition, sampleLimits } from '../support/form-samples.ts';

const form = [
  formField('account', { type: 'account', label: 'Account' }),
  formField('partition', { type: 'partition', label: 'Partition' }),
  formField('nodes', { type: 'nodes', label: 'Nodes', default: 1 }),
  formField('gpus', { type: 'gpus', label: 'GPUs' }),
  formField('time_limit', { type: 'walltime', label: 'Walltime', default: 1800, aliases: ['walltime', 'timeLimit'] }),
  formField('qos', { type: 'qos', label: 'QOS' }),
];

/** "/nodes: Partition short …" for each error. */
function errorsOf(
  fields: Parameters<typeof checkFormValues>[0],
  given: Record<string, unknown>,
  limits = sampleLimits,
) {
  const checked = checkFormValues(fields, given, limits);
  return checked.ok ? [] : checked.errors.map(({ path, message }) => `${path}: ${message}`);
}

t.test('an empty form gets its defaults, those of the scheduler too', async (t) => {
  t.same(checkFormValues(form, { gpus: '', qos: null }, sampleLimits), {
    ok: true,
    values: { account: 'proj1', partition: 'batch', nodes: 1, time_limit: 1800 },
  });
});

t.test('values come back under their own names, times in seconds', async (t) => {
  for (const name of ['time_limit', 'walltime', 'timeLimit']) {
    const checked = checkFormValues(form, { [name]: '20m', nodes: 2 }, sampleLimits);
    t.match(checked, { ok: true, values: { time_limit: 1200, nodes: 2 } }, name);
  }
});

t.test('a field that is given twice or does not exist is refused, with the nearest name', async (t) => {
  t.match(errorsOf(form, { walltime: '1m', timeLimit: '1m' }), [/\/time_limit: "time_limit" is given twice/]);
  t.match(errorsOf(form, { partiton: 'short' }), [/\/partiton: .*Did you mean "partition"/]);
  t.match(errorsOf(form, { 'a/b': 1 }), [/\/a~1b: .*There are: account, /]);
  t.match(errorsOf([], { x: 1 }), [/The form has no fields/]);
});

t.test('each limit of the partition is named', async (t) => {
  for (const [given, expected] of [
    [{ partition: 'short', time_limit: '3m' }, '/time_limit: Partition short allows 2 min at most.'],
    [{ time_limit: '2h' }, '/time_limit: Partition batch allows 1 h at most.'],
    [{ partition: 'short', nodes: 2 }, '/nodes: Partition short allows 1 node for a job at most.'],
    [{ nodes: 1_000_000_000 }, '/nodes: Partition batch has only 2 nodes.'],
    [{ nodes: 0 }, '/nodes: Nodes has to be at least 1.'],
    [{ partition: 'closed' }, '/partition: Partition closed takes no jobs now: It is down.'],
    [{ gpus: 1 }, '/gpus: Partition batch has no GPUs.'],
    [{ partition: 'gpu', account: 'proj2', gpus: 5 }, '/gpus: A node of partition gpu has 4 GPUs at most.'],
    [{ partition: 'gpu', account: 'proj1' }, '/account: Partition gpu is not open to account proj1; it takes proj2.'],
    [
      { partition: 'gpu', account: 'proj2', qos: 'normal' },
      '/qos: Partition gpu does not allow QOS normal; it takes high.',
    ],
    [{ account: 'proj3' }, '/account: Account "proj3" is not open to you. Did you mean "proj1"?'],
    [{ partition: 'bach' }, '/partition: Partition "bach" is not open to you. Did you mean "batch"?'],
    [{ qos: 'x' }, '/qos: QOS "x" is not open to you. Open are: normal, high.'],
  ] as const) {
    t.same(errorsOf(form, given), [expected]);
  }
});

t.test('a default that the partition does not allow is lowered to what it does', async (t) => {
  t.match(checkFormValues(form, { partition: 'short' }, sampleLimits), { ok: true, values: { time_limit: 120 } });
});

t.test('a partition of which the number of nodes is not known limits only what it says', async (t) => {
  const limits = {
    ...sampleLimits,
    partitions: [partition('x', { is_default: true, total_nodes: 0, maximum_nodes: 4 })],
  };
  t.same(errorsOf(form, { nodes: 4 }, limits), []);
  t.same(errorsOf(form, { nodes: 5 }, limits), ['/nodes: Partition x allows 4 nodes for a job at most.']);
});

t.test('where the scheduler does not answer, the form itself is still checked', async (t) => {
  t.match(checkFormValues(form, { partition: 'any', nodes: 500, time_limit: '9h' }, null), {
    ok: true,
    values: { nodes: 500 },
  });
  const checked = checkFormValues(form, { nodes: 0, time_limit: 'soon' }, null);
  t.match(checked, { ok: false, errors: [{ path: '/nodes' }, { path: '/time_limit', message: /1h30m/ }] });
});

t.test('each type takes only what it is made for', async (t) => {
  const check = (given: Parameters<typeof formField>[1], value: unknown) => {
    const checked = checkFormValues([formField('x', given)], { x: value }, null);
    return checked.ok ? checked.values.x : checked.errors[0]?.message;
  };
  t.equal(check({ type: 'integer', min: 1, max: 4 }, 2), 2);
  t.match(check({ type: 'integer' }, 1.5), /whole number/);
  t.match(check({ type: 'integer' }, '2'), /whole number/);
  t.match(check({ type: 'integer', max: 4 }, 5), /at most 4/);
  t.match(check({ type: 'number' }, Number.NaN), /a number/);
  t.equal(check({ type: 'number', min: 0.5 }, 0.5), 0.5);
  t.match(check({ type: 'boolean' }, 'yes'), /true or false/);
  t.match(
    check({ type: 'choice', choices: ['fast', 'exact'] }, 'exatc'),
    /one of "fast", "exact".*Did you mean "exact"/,
  );
  t.equal(check({ type: 'account' }, 42), '42');
  t.match(check({}, 'a\nb'), /control characters/);
  t.match(check({}, 'a\u2028b'), /control characters/);
  t.match(check({}, '\ud800'), /half a character/);
  t.match(check({}, 'x'.repeat(1001)), /too long/);
  t.match(check({}, {}), /a text/);
  t.match(check({ type: 'walltime', max: 60 }, '2m'), /at most 1 min/);
  t.match(check({ type: 'walltime' }, 0), /at least 1 s/);
  t.match(check({ pattern: '[a-z]+', help: 'Only letters.' }, 'a1'), /cannot be "a1". Only letters\./);
  t.equal(check({ pattern: 'a|b' }, 'b'), 'b');
  t.match(check({ pattern: 'a|b' }, 'bc'), /has to match/);
  t.equal(check({ type: 'text', pattern: '#SBATCH .+' }, '#SBATCH -x\r\n\r\n#SBATCH -y'), '#SBATCH -x\n\n#SBATCH -y');
  t.match(check({ type: 'text', pattern: '#SBATCH .+' }, '#SBATCH -x\nrm -rf /'), /cannot be "rm -rf \/"/);
});

t.test('what lies on a bound is taken', async (t) => {
  const check = (given: Parameters<typeof formField>[1], value: unknown) => {
    const checked = checkFormValues([formField('x', given)], { x: value }, null);
    return checked.ok ? checked.values.x : checked.errors[0]?.message;
  };
  t.equal(check({ type: 'integer', min: 1, max: 4 }, 1), 1);
  t.equal(check({ type: 'integer', min: 1, max: 4 }, 4), 4);
  t.equal(check({ type: 'integer', min: 1 }, 0), 'x has to be at least 1.');
  t.equal(check({ type: 'number', max: 0.5 }, 0.5), 0.5);
  t.equal(check({ type: 'walltime', min: 60, max: 120 }, '1m'), 60);
  t.equal(check({ type: 'walltime', min: 60, max: 120 }, '2m'), 120);
  t.equal(check({ type: 'walltime', min: 60 }, 59), 'x has to be at least 1 min.');
  t.equal(check({}, 'x'.repeat(1000)), 'x'.repeat(1000));
  t.equal(check({}, 'x'.repeat(1001)), 'x is too long: 1000 characters at most.');
  t.equal(check({ type: 'text' }, 'x'.repeat(16_384)), 'x'.repeat(16_384));
  t.equal(check({ type: 'text' }, 'x'.repeat(16_385)), 'x is too long: 16384 characters at most.');
  t.equal(check({ pattern: 'x*' }, 'x'.repeat(256)), 'x'.repeat(256));
  t.match(check({ pattern: 'x*' }, 'x'.repeat(257)), /^x cannot be "x{59}…"\. It has to match x\*\.$/);
});

t.test('a text has lines and tabs, and no other control characters', async (t) => {
  const check = (type: 'text' | 'string', value: string) => {
    const checked = checkFormValues([formField('x', { type })], { x: value }, null);
    return checked.ok ? checked.values.x : checked.errors[0]?.message;
  };
  const refused = 'x cannot hold control characters or line breaks.';
  t.equal(check('text', 'a\tb\r\nc\rd'), 'a\tb\nc\nd');
  for (const value of ['a\0', 'a\u000b', 'a\u001b[1m', 'a\u007f', 'a\u0085', 'a\u2028'])
    t.equal(check('text', value), refused);
  for (const value of ['a\tb', 'a\rb', 'a\u001fb', 'a\u009f', 'a\u2029b']) t.equal(check('string', value), refused);
  t.equal(check('string', 'a b~ \u00a0é'), 'a b~ \u00a0é');
});

t.test('what is chosen from the choices is taken', async (t) => {
  const fields = [formField('x', { type: 'choice', choices: ['fast', 'exact'] })];
  t.same(checkFormValues(fields, { x: 'exact' }, null), { ok: true, values: { x: 'exact' } });
  t.match(errorsOf([formField('x', { type: 'choice' })], { x: 'fast' }), [/^\/x: x has to be one of/]);
});

t.test('numbers without bounds may be of any size and sign', async (t) => {
  const fields = [formField('i', { type: 'integer' }), formField('n', { type: 'number' })];
  t.same(checkFormValues(fields, { i: -5, n: -0.5 }, null), { ok: true, values: { i: -5, n: -0.5 } });
  t.same(checkFormValues(fields, { i: 5_000_000, n: 1e300 }, null), { ok: true, values: { i: 5_000_000, n: 1e300 } });
});

t.test('patterns know letters beyond ASCII', async (t) => {
  const fields = [formField('x', { pattern: '\\p{L}+' })];
  t.same(checkFormValues(fields, { x: 'Jülich' }, null), { ok: true, values: { x: 'Jülich' } });
});

t.test('a value that does not match is shown whole up to sixty characters', async (t) => {
  const shown = (length: number) => errorsOf([formField('x', { pattern: 'y' })], { x: 'x'.repeat(length) })[0];
  t.equal(shown(60), `/x: x cannot be "${'x'.repeat(60)}". It has to match y.`);
  t.equal(shown(61), `/x: x cannot be "${'x'.repeat(59)}…". It has to match y.`);
});

t.test('a name that is too long to be said is cut', async (t) => {
  t.match(errorsOf([], { [`${'n'.repeat(100)}`]: 1 }), [
    `/${'n'.repeat(100)}: There is no field "${'n'.repeat(100)}".`,
  ]);
  t.match(errorsOf([], { [`${'n'.repeat(101)}`]: 1 }), [
    `/${'n'.repeat(100)}: There is no field "${'n'.repeat(99)}…".`,
  ]);
});

t.test('a field that is given twice is refused only where both are filled in', async (t) => {
  t.same(errorsOf(form, { walltime: '', time_limit: '1m' }), []);
  t.same(errorsOf(form, { walltime: undefined, time_limit: null, timeLimit: '1m' }), []);
});

t.test('a limit on nodes as large as the partition is told as its size', async (t) => {
  const limits = {
    ...sampleLimits,
    partitions: [partition('x', { is_default: true, total_nodes: 4, maximum_nodes: 4 })],
  };
  t.same(errorsOf(form, { nodes: 5 }, limits), ['/nodes: Partition x has only 4 nodes.']);
});

t.test('of a choice that is not there all others are said', async (t) => {
  t.same(errorsOf([formField('x', { type: 'choice', choices: ['fast', 'exact'] })], { x: 'slow-motion' }), [
    '/x: x has to be one of "fast", "exact".',
  ]);
});

t.test('long lists of names are cut after the tenth', async (t) => {
  const qos = Array.from({ length: 12 }, (_, index) => `level-${index}`);
  t.match(errorsOf(form, { qos: '?' }, { ...sampleLimits, qos }), [/Open are: level-0, .*, level-9 and 2 more\.$/]);
  t.match(errorsOf(form, { qos: '?' }, { ...sampleLimits, qos: qos.slice(0, 10) }), [/, level-8, level-9\.$/]);
});

t.test('what a partition opens to nobody is said without a list', async (t) => {
  const limits = {
    ...sampleLimits,
    partitions: [partition('x', { is_default: true, allowed_accounts: [], allowed_qos: null })],
  };
  t.same(errorsOf(form, {}, limits), []);
  t.same(errorsOf(form, { account: 'proj1' }, limits), ['/account: Partition x is not open to account proj1.']);
});

t.test('a partition that is down for no known reason is refused as well', async (t) => {
  const limits = { ...sampleLimits, partitions: [partition('x', { is_up: false, is_default: true })] };
  t.same(errorsOf(form, { partition: 'x' }, limits), ['/partition: Partition x takes no jobs now.']);
  const why = partition('x', { is_up: false, is_default: true, state_reason: 'Rack 1.2 is down.' });
  t.same(errorsOf(form, { partition: 'x' }, { ...limits, partitions: [why] }), [
    '/partition: Partition x takes no jobs now: Rack 1.2 is down.',
  ]);
});

t.test('a partition takes what lies on its limit', async (t) => {
  t.same(errorsOf(form, { partition: 'short', time_limit: '2m', nodes: 1 }), []);
  t.same(errorsOf(form, { partition: 'gpu', account: 'proj2', qos: 'high', gpus: 4, nodes: 40 }), []);
  t.same(errorsOf(form, { partition: 'gpu', account: 'proj2', qos: 'high', nodes: 41 }), [
    '/nodes: Partition gpu has only 40 nodes.',
  ]);
});

t.test('a needed value that is missing is said; a boolean is false', async (t) => {
  t.same(errorsOf([formField('x', { required: true, label: 'X' })], {}), ['/x: X is needed.']);
  t.same(checkFormValues([formField('x', { type: 'boolean' })], {}, null), { ok: true, values: { x: false } });
});

t.test('whatever is sent, it is answered with values of the right types or with errors', async () => {
  const fields = fieldTypes.map((type) => formField(type, { type, choices: type === 'choice' ? ['a', 'b'] : null }));
  const anything = fc.dictionary(fc.constantFrom(...fieldTypes, '__proto__', 'constructor'), fc.anything());
  fc.assert(
    fc.property(anything, fc.constantFrom(null, sampleLimits), (given, limits) => {
      const checked = checkFormValues(fields, given, limits);
      if (!checked.ok) return checked.errors.length > 0 && checked.errors.every(({ path }) => path.startsWith('/'));
      return Object.entries(checked.values).every(([name, value]) => {
        const isNumber = ['integer', 'number', 'nodes', 'gpus', 'walltime'].includes(name);
        return typeof value === (isNumber ? 'number' : name === 'boolean' ? 'boolean' : 'string');
      });
    }),
    { numRuns: 500 },
  );
});
