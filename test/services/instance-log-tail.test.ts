import t from 'tap';
import {
  makeApp,
  makeInstances,
  makeStateDirectory,
  request,
  tinyServer,
  until,
  untilState,
} from '../support/instance-fixture.ts';

t.test('while an instance starts, who stands in for it has the end of its log', async (t) => {
  const directory = await makeStateDirectory(t);
  const instances = await makeInstances(t, directory);
  const command = `for i in $(seq 30); do echo "line $i"; done\nuntil test -e ${directory}/go; do sleep 0.05; done\n${tinyServer}`;
  const { id } = await instances.launch(request(makeApp({ command })));
  const shown = () => instances.findByNumber(null, instances.record(id).number)?.instance.log_tail ?? [];
  await until(() => shown().at(-1) === 'line 30');
  t.equal(shown().length, 20);
  t.same(instances.get(id).log_tail, [], 'events do not carry it: each line would be one');
});

t.test('of an instance that was stopped it is kept, for the next daemon too', async (t) => {
  const directory = await makeStateDirectory(t);
  const before = await makeInstances(t, directory);
  const { id } = await before.launch(request(makeApp({ command: `echo "good morning"\n${tinyServer}` })));
  await untilState(before, id, 'ready');
  await before.stop(id);
  await untilState(before, id, 'stopped');
  await before.close();
  const after = await makeInstances(t, directory);
  const { number } = after.record(id);
  await until(() => after.findByNumber(null, number)?.instance.log_tail.includes('good morning'));
});
