import t from 'tap';
import {
  makeApp,
  makeHost,
  makeInstances,
  makeStateDirectory,
  request,
  runs,
  untilState,
} from '../support/instance-fixture.ts';

t.test('an end that could not be brought about is tried again soon, long before the grace is over', async (t) => {
  const state = await makeStateDirectory(t);
  const host = await makeHost(state);
  let failures = 1;
  const findProcesses: typeof host.findProcesses = (mark) => {
    if (failures === 0) return host.findProcesses(mark);
    failures -= 1;
    return Promise.reject(Object.assign(new Error('too many open files'), { code: 'EMFILE' }));
  };
  const instances = await makeInstances(t, state, {
    host: { ...host, findProcesses },
    tickMs: 50,
    site: { stopGraceMs: 600_000 },
  });
  const { id } = await instances.launch(request(makeApp()));
  const { pid } = await untilState(instances, id, 'ready');
  await instances.stop(id);
  await untilState(instances, id, 'stopped');
  t.equal(failures, 0);
  t.notOk(runs(pid ?? 0));
  t.match(instances.log.join('\n'), /an instance cannot be ended/);
});
