import { EventEmitter } from 'node:events';
import t from 'tap';
import type { Instance } from '../../../src/domain/instance.ts';
import { createConnections } from '../../../src/services/connections/connections.ts';
import type { ConnectionsOptions } from '../../../src/services/connections/connections-context.ts';
import { listedServers } from '../../support/connections-fixture.ts';
import { refusalOf } from '../../support/connections-start.ts';

/** The connections of one instance, none of which is ever looked at. */
function connectionsOf(t: { teardown(handler: () => unknown): void }, given: Partial<Instance>, paraview = true) {
  const instance = { id: 'a', name: 'Cone 1', host: 'n2', ready_at: null, job: null, ...given } as Instance;
  const instances = Object.assign(new EventEmitter(), {
    list: () => [instance],
    get: () => instance,
    record: () => ({ paraview, started_at: '2026-11-22T00:00:00Z', keeper: null }),
    sessionDirectory: () => '/s/a',
  });
  const connections = createConnections({
    ...{ instances, servers: listedServers().servers, takenOver: new Promise<void>(() => undefined) },
    log: { info: () => undefined, error: () => undefined },
  } as unknown as ConnectionsOptions);
  t.teardown(() => connections.close());
  return connections;
}

t.test('an app that cannot be asked now is not connected, and the reason says when it can', async (t) => {
  const target = { host: 'n1', port: 11_111 };
  const expected: [Partial<Instance>, code: string, message: RegExp][] = [
    [{ state: 'lost' }, 'instance_elsewhere', /^"Cone 1" runs on n2; it can only be acted on there\.$/],
    [{ state: 'starting' }, 'instance_not_ready', /^"Cone 1" does not answer yet: connect it when it is ready\.$/],
    [{ state: 'queued' }, 'instance_not_ready', /does not answer yet/],
    [{ state: 'stopped' }, 'instance_not_running', /^"Cone 1" does not run, so it cannot be connected\.$/],
    [{ state: 'failed' }, 'instance_not_running', /does not run/],
  ];
  for (const [instance, code, message] of expected) {
    const connections = connectionsOf(t, instance);
    t.match(await refusalOf(connections.connect('a', target)), { code, message }, `${instance.state}`);
    t.match(await refusalOf(connections.disconnect('a')), { code, message }, `${instance.state}`);
  }
  const other = connectionsOf(t, { state: 'ready', ready_at: '2026-11-22T00:00:00Z' }, false);
  t.match(await refusalOf(other.connect('a', target)), { code: 'no_remote_control', message: /"Cone 1"/ });
});
