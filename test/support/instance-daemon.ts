/**
 * A daemon process with nothing but instances, for tests that kill it: launches one app on the state directory given as
 * an argument, prints the instance as JSON when it is ready, and goes on until it is killed.
 */
import { bareInstances } from './bare-instances.ts';
import { makeApp, request } from './instance-app.ts';

const [stateDirectory = '', command = ''] = process.argv.slice(2);
const app = makeApp(command ? { command } : {});
const instances = await bareInstances(stateDirectory, app);
instances.on('change', (instance) => {
  if (instance.state === 'ready') process.stdout.write(`${JSON.stringify(instance)}\n`);
});
await instances.launch(request(app));
setInterval(() => undefined, 60_000);
