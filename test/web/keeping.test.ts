import t from 'tap';
import { ApiError } from '../../src/web/api-error.ts';
import { Keeping } from '../../src/web/keeping.ts';

t.test('a refused change is a problem until a change is kept again', async (t) => {
  const keeping = new Keeping();
  let changes = 0;
  keeping.onChange(() => {
    changes += 1;
  });
  keeping.note('POST', null);
  t.equal(changes, 0);
  const full = new ApiError('state_not_writable', 'No space left on device.');
  keeping.note('PATCH', full);
  t.same([keeping.problem, changes], [full, 1]);
  keeping.note('GET', null);
  keeping.note('POST', new ApiError('launch_failed', 'x'));
  t.equal(keeping.problem, full, 'neither reading nor another failure proves that it is over');
  keeping.note('DELETE', null);
  t.same([keeping.problem, changes], [null, 2]);
});
