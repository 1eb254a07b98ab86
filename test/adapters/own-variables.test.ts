import t from 'tap';
import { writeApp } from '../support/app-files.ts';
import { startDaemon, waitUntil } from '../support/daemon.ts';
import { shortDirectory } from '../support/short-directory.ts';

t.test('what the daemon alone was started with reaches no app; what the user set does', async (t) => {
  const home = shortDirectory(t);
  const command = 'echo "arenas=$MALLOC_ARENA_MAX trim=$MALLOC_TRIM_THRESHOLD_ names=$TRAME_MANAGER_OWN_VARIABLES."';
  writeApp(home, 'tell', `name: Tell\nkind: web\ncommand: '${command}'\n`);
  const env = {
    MALLOC_ARENA_MAX: '2',
    MALLOC_TRIM_THRESHOLD_: '1000000',
    TRAME_MANAGER_OWN_VARIABLES: ' MALLOC_ARENA_MAX',
  };
  const daemon = await startDaemon(t, { home, env });
  const { id } = (await daemon.call('POST', 'api/v1/apps/tell/instances', {})).json;
  const told = async () => (await daemon.call('GET', `api/v1/instances/${id}/log`)).text;
  await waitUntil(async () => (await told()).includes('names='), 'the app to tell');
  t.match(await told(), 'arenas= trim=1000000 names=.');
});
