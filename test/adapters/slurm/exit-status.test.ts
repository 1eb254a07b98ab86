import t from 'tap';
import { parseExitStatus } from '../../../src/adapters/slurm/exit-status.ts';

t.test('both forms in which Slurm’s versions print an exit status are read', async (t) => {
  const exited = (exitCode: number) => ({ exitCode, signal: null, hasNoOutputFile: false });
  t.same(parseExitStatus('0'), exited(0));
  t.same(parseExitStatus('768'), exited(3));
  t.same(parseExitStatus('3:0'), exited(3));
  const killed = { exitCode: null, signal: 'SIGKILL', hasNoOutputFile: false };
  t.same(parseExitStatus('9'), killed);
  t.same(parseExitStatus('0:9'), killed);
});

t.test('the mark for an output file that cannot be opened is no signal', async (t) => {
  const marked = { exitCode: null, signal: null, hasNoOutputFile: true };
  t.same(parseExitStatus('4021'), marked);
  t.same(parseExitStatus('0:53'), marked);
});

t.test('what is no exit status is null', async (t) => {
  for (const text of ['', 'N/A', '1:', '-1', '9'.repeat(40)]) t.equal(parseExitStatus(text), null, text);
});
