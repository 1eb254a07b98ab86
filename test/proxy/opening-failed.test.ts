import t from 'tap';
import { type ErrorCode, ManagerError } from '../../src/domain/errors.ts';
import { openingFailed } from '../../src/proxy/opening-failed.ts';

const failed = (code: ErrorCode, id = 'k3') => openingFailed(new ManagerError(code, 'So it is.'), id).body;

t.test('who pressed a button is told what went wrong, how to mend it, and can try again', async (t) => {
  const body = failed('state_not_writable');
  t.match(body, '<h1>It could not be opened</h1>');
  t.match(body, '<main class="failed">');
  t.match(body, '<p>So it is.</p>');
  t.match(body, 'Free some space or quota');
  t.match(body, '<form method="post" action="./k3"><button type="submit">Try again</button></form>');
  t.match(body, '<a href="../">Go to the launcher page</a>');
  t.notMatch(body, '<pre>', 'it has no log to show');
});

t.test('each wrong field is named', async (t) => {
  const errors = [{ path: '/a', message: 'A is needed.' }];
  const { body } = openingFailed(new ManagerError('invalid_parameters', 'No.', { errors }), 'k3');
  t.match(body, '<p>No.</p>\n<p>A is needed.</p>');
});

t.test('what would fail again is not offered again', async (t) => {
  for (const code of ['instance_not_found', 'instance_elsewhere', 'foreign_origin'] as const) {
    t.notMatch(failed(code), '<form', code);
  }
});

t.test('what was removed is said to be missing', async (t) => {
  const body = failed('instance_not_found');
  t.match(body, '<h1>There is no such instance</h1>');
  t.match(body, '<main class="missing">');
});

t.test('an id becomes no address of its own', async (t) => {
  t.match(failed('launch_failed', '../../x?y'), 'action="./..%2F..%2Fx%3Fy"');
});
