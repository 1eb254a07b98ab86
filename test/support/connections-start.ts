import type { Test } from 'tap';
import { ManagerError } from '../../src/domain/errors.ts';
import type { Instance } from '../../src/domain/instance.ts';
import type { TrameApp } from '../../src/domain/trame-app.ts';
import type { ConnectionsOptions } from '../../src/services/connections/connections-context.ts';
import { linkingApp, listedServers, makeConnections } from './connections-fixture.ts';
import { makeHost, makeInstances, makeStateDirectory, request, untilState } from './instance-fixture.ts';

/** A ready app, a list of servers that the test fills, and the connections between them. */
export async function startConnections(
  t: Test,
  app: TrameApp = linkingApp(),
  changes: Partial<ConnectionsOptions> = {},
) {
  const state = await makeStateDirectory(t);
  const host = await makeHost(state);
  const instances = await makeInstances(t, state, { host });
  const listed = listedServers();
  const connections = makeConnections(t, instances, listed.servers, host, changes);
  return { connections, instances, listed, host, app: await launchReady(instances, app) };
}

/** Launches an app and resolves when it is ready. */
export async function launchReady(
  instances: Awaited<ReturnType<typeof makeInstances>>,
  app: TrameApp,
): Promise<Instance> {
  const { id } = await instances.launch(request(app));
  return untilState(instances, id, 'ready');
}

/** What a piece of work was refused with. */
export async function refusalOf(work: Promise<unknown>): Promise<ManagerError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ManagerError) return error;
  throw error ?? new Error('It was not refused.');
}
