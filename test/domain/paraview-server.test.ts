import t from 'tap';
import { isLiveServer, serverStates } from '../../src/domain/paraview-server.ts';

t.test('live is what runs or will run', async (t) => {
  t.strictSame(serverStates.filter(isLiveServer), ['queued', 'starting', 'ready', 'ending']);
});
