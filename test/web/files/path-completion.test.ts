import fc from 'fast-check';
import t from 'tap';
import type { FileList } from '../../../src/domain/file-list.ts';
import { expandPath } from '../../../src/domain/path-expansion.ts';
import { completionsOf, lastPart, maximumCompletions, splitTyped } from '../../../src/web/files/path-completion.ts';
import { fakeEntry } from '../../support/fake-files.ts';
import { runs } from '../../support/property-runs.ts';

const home = '/home/alice';
const env = { SCRATCH: '/scratch/alice' };
const list = (path: string, names: string[]): FileList => ({
  path,
  parent: '/',
  entries: names.map((name) => fakeEntry(name)),
  truncated: false,
  problem: null,
});
const values = (typed: string, found: FileList, kind: 'directory' | 'file' = 'file') =>
  completionsOf(typed, found, kind).map(({ value }) => value);

t.test('a path is cut where its last part begins', async (t) => {
  t.strictSame(splitTyped('/da'), { directory: '/', prefix: 'da' });
  t.strictSame(splitTyped('~/a/b'), { directory: '~/a/', prefix: 'b' });
  t.strictSame(splitTyped('$SCRATCH/'), { directory: '$SCRATCH/', prefix: '' });
  for (const typed of ['', 'data', 'data/x', '~', '~bob/x', '$SCRATCH']) t.equal(splitTyped(typed), null, typed);
});

t.test('what fits is offered, exact letters first, hidden ones for those who type the dot', async (t) => {
  const found = list('/data', ['Run/', 'run-1/', 'run.vtu', '.runs/', 'other/', 'two\nlines/']);
  t.strictSame(values('/data/r', found), ['/data/run-1/', '/data/run.vtu', '/data/Run/']);
  t.strictSame(values('/data/r', found, 'directory'), ['/data/run-1/', '/data/Run/']);
  t.strictSame(values('/data/.', found), ['/data/.runs/']);
  t.strictSame(values('/data/t', found), [], 'a field of one line cannot hold two');
  t.strictSame(values('/data/run.vtu', found), [], 'what is there already is no completion');
  t.strictSame(values('/data/r', { ...found, problem: 'There is no /data/.' }), []);
  t.strictSame(values('$SCRATCH/o', { ...found, path: '/scratch/alice' }), ['/scratch/alice/other/']);
  t.strictSame(
    values('~/o', list(home, ['o$X/', 'ok/'])),
    ['/home/alice/o$X/', '~/ok/'],
    'no name is taken for a variable',
  );
  const closed = { ...found, entries: [fakeEntry('run/', { readable: false })] };
  t.strictSame(values('/data/', closed), []);
  const many = list(
    '/data',
    Array.from({ length: 200 }, (_, index) => `d${index}/`),
  );
  t.equal(values('/data/', many).length, maximumCompletions);
});

t.test('a completion leads to the very entry, and on from there', async (t) => {
  const name = fc
    .string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
    .filter((text) => !/[/\0\n\r]/.test(text) && text !== '.' && text !== '..');
  const start = fc.constantFrom(
    { typed: '~/', path: home },
    { typed: '$SCRATCH/', path: '/scratch/alice' },
    { typed: '/data/', path: '/data' },
    { typed: '/', path: '/' },
    { typed: '~/a$$b/', path: `${home}/a$b` },
  );
  const property = fc.property(start, name, fc.nat({ max: 4 }), ({ typed, path }, entry, length) => {
    const prefix = entry.startsWith('.') ? entry.slice(0, Math.max(1, length)) : entry.slice(0, length);
    const [completion] = completionsOf(typed + prefix, list(path, [`${entry}/`]), 'directory');
    if (completion === undefined) return false;
    const whole = path === '/' ? `/${entry}` : `${path}/${entry}`;
    // The daemon takes a directory of just this name before it looks for variables.
    const isTheEntry = completion.value === `${whole}/`;
    const expanded = expandPath(completion.value, { home, env });
    const goesOn = splitTyped(completion.value);
    return (
      (isTheEntry || (expanded.ok && expanded.path === `${whole}/`)) &&
      goesOn?.directory === completion.value &&
      goesOn.prefix === '' &&
      lastPart(whole) === entry
    );
  });
  t.doesNotThrow(() => fc.assert(property, runs(300)));
});
