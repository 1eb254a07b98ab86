/**
 * How long the manager makes an app's start: from the launch call to the state `ready`, less the time that the same
 * command needs from its direct start to its first answer. Prints one JSON line; times in milliseconds, medians.
 *
 *     node bench/launch-to-ready.ts [rounds]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { bareInstances } from '../test/support/bare-instances.ts';
import { makeApp, python, request } from '../test/support/instance-app.ts';

const rounds = Number(process.argv[2] ?? 10);
const budgetMs = 150;
const server = `exec ${python} -m http.server --bind 127.0.0.1 "$PORT"`;
const stateDirectory = await mkdtemp('/tmp/trame-manager-bench-');
const app = makeApp({ command: server });
const instances = await bareInstances(stateDirectory, app);

const direct: number[] = [];
const launched: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  direct.push(await directStart());
  launched.push(await managedStart());
}
await instances.close();
await rm(stateDirectory, { recursive: true });
const overheadMs = median(launched) - median(direct);
console.log(
  JSON.stringify({
    benchmark: 'launch-to-ready',
    direct_ms: Math.round(median(direct)),
    launched_ms: Math.round(median(launched)),
    overhead_ms: Math.round(overheadMs),
    budget_ms: budgetMs,
    within_budget: overheadMs <= budgetMs,
    rounds,
  }),
);

async function managedStart(): Promise<number> {
  const before = performance.now();
  const { id } = await instances.launch(request(app));
  if (instances.get(id).state !== 'ready') {
    for await (const [instance] of readiness()) if (instance.id === id && instance.state === 'ready') break;
  }
  const took = performance.now() - before;
  await instances.remove(id);
  return took;
}

async function* readiness() {
  while (true) yield (await once(instances, 'change')) as [{ id: string; state: string }];
}

async function directStart(): Promise<number> {
  const port = await freePort();
  const before = performance.now();
  const child = spawn('bash', ['-c', server], { env: { ...process.env, PORT: String(port) }, stdio: 'ignore' });
  while (
    !(await fetch(`http://127.0.0.1:${port}/`).then(
      (answer) => answer.ok,
      () => false,
    ))
  )
    await new Promise((resolve) => setTimeout(resolve, 2));
  const took = performance.now() - before;
  child.kill();
  await once(child, 'exit');
  return took;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  return typeof address === 'object' && address ? address.port : 0;
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
