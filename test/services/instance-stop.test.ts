import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import {
  makeApp,
  makeInstances,
  makeStateDirectory,
  request,
  runs,
  tinyServer,
  until,
  untilState,
} from '../support/instance-fixture.ts';

/** Starts children in the ways in which they get away: same group, other group, other session, other session without parent. */
const family = `note() { echo "$!" >>"$SESSION_DIR/family"; }
sleep 300 & note
set -m; sleep 301 & note; set +m
setsid sleep 302 & note
( setsid sleep 303 & note )
setsid bash -c 'trap "" TERM; while :; do sleep 1; done' & note
setsid bash -c 'trap "setsid sleep 304 & exit" TERM; while :; do sleep 0.1; done' & note
`;

t.test('a stop leaves nothing: neither groups, sessions, daemons nor what ignores TERM', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t), { site: { stopGraceMs: 500 } });
  const { id, pid } = await instances.launch(request(makeApp({ command: family + tinyServer })));
  await untilState(instances, id, 'ready');
  const pids = (await readFile(join(instances.sessionDirectory(id), 'family'), 'utf8')).trim().split('\n').map(Number);
  t.equal(pids.length, 6);
  t.ok(pids.every(runs), 'all run before');
  await instances.stop(id);
  await untilState(instances, id, 'stopped');
  t.strictSame([pid ?? 0, ...pids].filter(runs), []);
  t.strictSame(await marked(id), []);
});

t.test('an app has its grace to end in order', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t), { site: { stopGraceMs: 10_000 } });
  const command = `trap 'sleep 0.3; echo saved; exit 0' TERM; echo here; while :; do sleep 0.01; done`;
  const { id } = await instances.launch(request(makeApp({ command })));
  await until(async () => (await readFile(instances.logFile(id), 'utf8')).includes('here'));
  await instances.stop(id, 'Enough');
  t.match(await untilState(instances, id, 'stopped'), { state_reason: 'Enough', exit_code: 0 });
  t.match(await readFile(instances.logFile(id), 'utf8'), /saved/);
});

t.test('an instance can be stopped while it starts', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t));
  const { id, pid } = await instances.launch(request(makeApp({ command: 'exec sleep 300' })));
  t.equal((await instances.stop(id)).state, 'ending');
  await untilState(instances, id, 'stopped');
  t.notOk(runs(pid ?? 0));
});

t.test('an instance can be stopped before its command runs', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t));
  const stopped = new Promise((resolve) => instances.once('change', ({ id }) => resolve(instances.stop(id))));
  const { id } = await instances.launch(request(makeApp({ command: 'exec sleep 300' })));
  await stopped;
  await untilState(instances, id, 'stopped');
  t.strictSame(await marked(id), []);
});

t.test('a suspended app is stopped, too', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t), { site: { stopGraceMs: 10_000 } });
  const { id, pid } = await instances.launch(request(makeApp()));
  await untilState(instances, id, 'ready');
  process.kill(pid ?? 0, 'SIGSTOP');
  const before = Date.now();
  await instances.stop(id);
  t.match(await untilState(instances, id, 'stopped'), { signal: 'SIGTERM' });
  t.ok(Date.now() - before < 5000, 'without waiting for the KILL');
});

t.test('a stop during a restart comes after it', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t));
  const { id } = await instances.launch(request(makeApp()));
  await untilState(instances, id, 'ready');
  await Promise.all([instances.restart(id), instances.stop(id)]);
  await untilState(instances, id, 'stopped');
  t.strictSame(await marked(id), []);
});

t.test('processes that are none of its own are left alone', async (t) => {
  const instances = await makeInstances(t, await makeStateDirectory(t));
  const one = await instances.launch(request(makeApp()));
  const two = await instances.launch(request(makeApp()));
  await untilState(instances, one.id, 'ready');
  await untilState(instances, two.id, 'ready');
  await instances.remove(one.id);
  t.match(instances.get(two.id), { state: 'ready' });
  t.ok(runs(two.pid ?? 0));
});

/** Pids of all processes that carry the mark of an instance. */
async function marked(id: string): Promise<string[]> {
  const { readdir } = await import('node:fs/promises');
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const environments = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')));
  return pids.filter((_pid, at) => environments[at]?.includes(`INSTANCE_ID=${id}`));
}
