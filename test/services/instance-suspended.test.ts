import t from 'tap';
import {
  makeApp,
  makeInstances,
  makeStateDirectory,
  request,
  runs,
  until,
  untilState,
} from '../support/instance-fixture.ts';

t.test('an app that a signal suspended is not ended, says so, and is ready again when it goes on', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t), { tickMs: 20 });
  const { id } = await instances.launch(request(makeApp()));
  const { pid } = await untilState(instances, id, 'ready');
  process.kill(pid ?? 0, 'SIGSTOP');
  await until(() => instances.get(id).state_reason !== null);
  t.match(instances.get(id), {
    state: 'ready',
    pid,
    state_reason: `a signal suspended it. It goes on after kill -CONT ${pid}`,
  });
  process.kill(pid ?? 0, 'SIGCONT');
  await until(() => instances.get(id).state_reason === null);
  t.match(instances.get(id), { state: 'ready', pid });
});

t.test('a suspended app can be stopped', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t), { tickMs: 20 });
  const { id } = await instances.launch(request(makeApp()));
  const { pid } = await untilState(instances, id, 'ready');
  process.kill(pid ?? 0, 'SIGSTOP');
  await until(() => instances.get(id).state_reason !== null);
  await instances.stop(id);
  t.match(await untilState(instances, id, 'stopped'), { state_reason: 'Stopped by you' });
  t.notOk(runs(pid ?? 0));
});
