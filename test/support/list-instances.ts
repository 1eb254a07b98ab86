/**
 * A daemon's look at a state directory, as a process of its own, for tests that give it another machine's name or processes:
 * prints host, boot and what it lists as JSON after some looks, and ends.
 */
import { readHostIdentity } from '../../src/adapters/host-identity.ts';
import { bareInstances } from './bare-instances.ts';
import { makeApp } from './instance-app.ts';

const [stateDirectory = ''] = process.argv.slice(2);
const instances = await bareInstances(stateDirectory, makeApp());
const refused: unknown[] = [];
for (const { id } of instances.list()) {
  for (const act of ['stop', 'restart', 'remove'] as const) {
    await Promise.resolve(instances[act](id)).catch((error) => refused.push(error.code));
  }
}
process.stdout.write(JSON.stringify({ ...readHostIdentity(), listed: instances.list(), refused }));
await instances.close();
process.exit(0);
