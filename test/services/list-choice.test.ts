import t from 'tap';
import { chooseFrom, hasText, type ListRules, timeOf } from '../../src/services/list-choice.ts';

interface Run {
  name: string;
  size: number;
  at: string | null;
}

const runs: Run[] = [
  { name: 'run 10', size: 2, at: '2026-01-02' },
  { name: 'Run 9', size: 1, at: null },
  { name: 'other', size: 2, at: '2026-01-01' },
];

const rules: ListRules<Run, { name?: string; size?: number[] }> = {
  filters: { name: ({ name }, wanted) => hasText(name, wanted), size: ({ size }, wanted) => wanted.includes(size) },
  sort: { name: ({ name }) => name, size: ({ size }) => size, at: ({ at }) => timeOf(at) },
};

const names = (choice: Parameters<typeof chooseFrom<Run, { name?: string; size?: number[] }>>[1]) =>
  chooseFrom(runs, choice, rules).chosen.map(({ name }) => name);

t.test('what is not asked for changes nothing', (t) => {
  t.same(chooseFrom(runs, {}, rules), { chosen: runs, total: 3 });
  t.end();
});

t.test('all filters have to hold', (t) => {
  t.same(names({ name: 'RUN' }), ['run 10', 'Run 9']);
  t.same(names({ name: 'run', size: [2, 3] }), ['run 10']);
  t.same(names({ name: 'nothing' }), []);
  t.end();
});

t.test('names are sorted as people do, equal ones stay as they are, and null comes last both ways', (t) => {
  t.same(names({ sort: 'name' }), ['other', 'Run 9', 'run 10']);
  t.same(names({ sort: '-name' }), ['run 10', 'Run 9', 'other']);
  t.same(names({ sort: '-size' }), ['run 10', 'other', 'Run 9']);
  t.same(names({ sort: 'at' }), ['other', 'run 10', 'Run 9']);
  t.same(names({ sort: '-at' }), ['run 10', 'other', 'Run 9']);
  t.same(
    runs.map(({ name }) => name),
    ['run 10', 'Run 9', 'other'],
    'the list itself stays',
  );
  t.end();
});

t.test('a part is cut out after sorting, and the total counts what the filters leave', (t) => {
  t.same(names({ sort: 'name', offset: 1, limit: 1 }), ['Run 9']);
  t.same(names({ offset: 5 }), []);
  t.equal(chooseFrom(runs, { size: [2], limit: 1 }, rules).total, 2);
  t.end();
});
