import t from 'tap';
import { countMutants, inFairShare, mergeTrials, type Trial } from '../../../reliability/mutation/findings.ts';
import { rankOf } from '../../../reliability/mutation/mutant-key.ts';

function trial(key: string, status: Trial['status']): Trial {
  return { key, place: 'src/x.ts:1:1', mutator: 'BlockStatement', original: '{}', replacement: '{}', status };
}

/** Keys in the random order of seed 1. */
const keys = ['a', 'b', 'c', 'd', 'e'].sort((left, right) => (rankOf(1, left) < rankOf(1, right) ? -1 : 1));
const trials = (...statuses: Trial['status'][]) => statuses.map((status, index) => trial(keys[index] ?? '', status));

t.test('the score is what was noticed of what was tried', async (t) => {
  const counted = countMutants(trials('Killed', 'Timeout', 'Survived', 'NoCoverage', 'CompileError'));
  t.strictSame(counted, {
    mutants: 5,
    tried: 4,
    killed: 1,
    timed_out: 1,
    survived: 1,
    no_coverage: 1,
    score: 50,
  });
  t.equal(countMutants(trials('CompileError', 'RuntimeError')).score, 0);
});

t.test(
  'where the time was over, mutants that no test reaches count only up to the last one that was tried',
  async (t) => {
    const cut = inFairShare(trials('Killed', 'NoCoverage', 'Survived', 'NoCoverage', 'RuntimeError'), 1);
    t.strictSame(
      cut.map(({ status }) => status),
      ['Killed', 'NoCoverage', 'Survived', 'Pending', 'RuntimeError'],
    );
    t.match(countMutants(cut), { mutants: 5, tried: 3, no_coverage: 1, score: 33.3 });
  },
);

t.test('where all were tried, all count', async (t) => {
  const all = trials('Killed', 'NoCoverage', 'NoCoverage');
  t.equal(inFairShare(all, 1), all);
});

t.test('what was tried anew takes the place of what was known, and nothing else does', async (t) => {
  const before = trials('Survived', 'NoCoverage', 'Killed');
  const now = trials('Killed', 'CompileError', 'RuntimeError');
  t.strictSame(
    mergeTrials(before, now).map(({ status }) => status),
    ['Killed', 'NoCoverage', 'Killed'],
  );
});
