import { EventEmitter } from 'node:events';
import type { Instance } from '../../domain/instance.ts';
import type { Connections, Instances, LaunchRequest } from '../ports.ts';

/** The instances, each with its link to a ParaView server; a change of the link is a change of the instance. */
export function showConnections(
  instances: Instances,
  connections: Pick<Connections, 'get'> & EventEmitter<{ change: [string] }>,
): Instances {
  const events = new EventEmitter<{ change: [Instance]; remove: [string] }>();
  events.setMaxListeners(0);
  const show = (instance: Instance): Instance => {
    const { paraview } = instances.record(instance.id);
    return { ...instance, connection: paraview ? connections.get(instance.id) : null };
  };
  instances.on('change', (instance) => events.emit('change', show(instance)));
  instances.on('remove', (id) => events.emit('remove', id));
  connections.on('change', (id) => {
    const instance = instances.list().find((other) => other.id === id);
    if (instance !== undefined) events.emit('change', show(instance));
  });
  return Object.assign(events, {
    list: () => instances.list().map(show),
    get: (id: string) => show(instances.get(id)),
    launch: async (request: LaunchRequest) => show(await instances.launch(request)),
    testLaunch: instances.testLaunch,
    findLaunch(key: string) {
      const found = instances.findLaunch(key);
      return found && { ...found, result: show(found.result) };
    },
    rename: async (id: string, name: string) => show(await instances.rename(id, name)),
    stop: async (id: string, reason?: string) => show(await instances.stop(id, reason)),
    restart: async (id: string) => show(await instances.restart(id)),
    record: instances.record,
    findByNumber: instances.findByNumber,
    remove: instances.remove,
    logFile: instances.logFile,
    sessionDirectory: instances.sessionDirectory,
    readSecret: instances.readSecret,
    viewerOpened: instances.viewerOpened,
    requestBegan: instances.requestBegan,
    close: instances.close,
  });
}
