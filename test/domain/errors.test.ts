import t from 'tap';
import { type ErrorCode, errorCatalogue, ManagerError, problemOf } from '../../src/domain/errors.ts';

const codes = Object.keys(errorCatalogue) as ErrorCode[];

t.test('each error has a title, and a hint of whole sentences or none', async (t) => {
  for (const code of codes) {
    const { title, hint } = errorCatalogue[code];
    t.match(title, /^[A-Z][^.]{8,}[^.\s]$/, `the title of ${code}`);
    if (hint !== null) t.match(hint, /^[A-Z].{8,}\.$/, `the hint of ${code}`);
  }
});

t.test('no two errors have the same title', async (t) => {
  const titles = codes.map((code) => errorCatalogue[code].title);
  t.strictSame(
    titles.filter((title, index) => titles.indexOf(title) !== index),
    [],
  );
});

t.test('a problem says what happened, and names the wrong fields', async (t) => {
  const errors = [{ path: '/name', message: 'It is too long.' }];
  t.strictSame(problemOf('invalid_parameters', 'One value cannot be used.', errors), {
    type: 'urn:trame-manager:error:invalid_parameters',
    title: 'Some values cannot be used',
    status: 422,
    detail: 'One value cannot be used.',
    code: 'invalid_parameters',
    hint: 'Each error names its field.',
    errors,
  });
});

t.test('a problem without a hint or wrong fields has no empty members', async (t) => {
  const problem = problemOf('not_found', 'There is no page "/x".');
  t.strictSame(Object.keys(problem), ['type', 'title', 'status', 'detail', 'code']);
});

t.test('an expected error keeps its code, its fields and what caused it', async (t) => {
  const cause = new Error('EACCES');
  const error = new ManagerError('state_not_writable', 'It cannot be written.', { cause });
  t.match(error, { name: 'ManagerError', code: 'state_not_writable', message: 'It cannot be written.', cause });
  t.strictSame(error.errors, []);
  t.strictSame(new ManagerError('invalid_parameters', 'No.', { errors: [{ path: '', message: 'a' }] }).errors, [
    { path: '', message: 'a' },
  ]);
});
