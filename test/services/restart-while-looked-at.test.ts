import t from 'tap';
import {
  makeApp,
  makeHost,
  makeInstances,
  makeStateDirectory,
  request,
  until,
  untilState,
} from '../support/instance-fixture.ts';

t.test('an instance that another daemon restarts while its end is looked at is left alone', async (t) => {
  const state = await makeStateDirectory(t);
  const one = await makeInstances(t, state);
  const host = await makeHost(state);
  const gate = Promise.withResolvers<void>();
  let [isArmed, isAsked] = [false, false];
  // The look began before the restart; it learns of the end then, and what runs is looked for after it.
  const readExitStatus: typeof host.sessions.readExitStatus = async (id) => {
    if (!isArmed) return host.sessions.readExitStatus(id);
    isArmed = false;
    isAsked = true;
    await gate.promise;
    return { status: 143, endedAt: new Date().toISOString() };
  };
  let looksForOthers = 0;
  const other = await makeInstances(t, state, {
    host: {
      ...host,
      sessions: { ...host.sessions, readExitStatus },
      whoListens: async (port) => (isOver() ? host.whoListens(port) : 'none'),
      findProcesses: (mark) => {
        looksForOthers += 1;
        return host.findProcesses(mark);
      },
    },
    tickMs: 20,
  });
  const isOver = () => looksForOthers > 0;
  const { id } = await one.launch(request(makeApp()));
  await untilState(one, id, 'ready');
  await until(() => other.list().some((instance) => instance.id === id && instance.state === 'ready'));
  looksForOthers = 0;
  isArmed = true;
  await until(() => isAsked);
  const { pid } = one.get(id);
  await one.restart(id);
  const again = await untilState(one, id, 'ready', 'failed');
  t.not(again.pid, pid);
  gate.resolve();
  await until(() => looksForOthers > 0);
  await until(() => ['ready', 'failed'].includes(other.get(id).state) && other.get(id).pid !== pid);
  // Whatever was begun for the old run is over by then.
  await other.close();
  t.match(one.get(id), { state: 'ready', pid: again.pid });
  t.notOk(
    other.log.some((line) => line.includes('an instance ended')),
    'nothing ended for it',
  );
});
