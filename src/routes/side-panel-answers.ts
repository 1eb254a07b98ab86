import type { ShownField } from '../domain/form.ts';
import { type Instance, isLive } from '../domain/instance.ts';
import { isLiveServer, type ParaViewServer } from '../domain/paraview-server.ts';
import type { TrameApp } from '../domain/trame-app.ts';
import type { Instances } from '../services/ports.ts';
import type { PanelLinks } from './side-panel-links.ts';

/** Whether the panel lists it: it has no way to say that a server ended. */
export function isShownServer({ state }: ParaViewServer): boolean {
  return isLiveServer(state) || state === 'lost';
}

/** A ParaView server as the panel shows it. */
export function panelServer(server: ParaViewServer) {
  const startedMs = Date.parse(server.started_at ?? '');
  return {
    name: server.name,
    account: server.job?.account ?? '',
    partition: server.job?.partition ?? '',
    nodes: server.job?.nodes ?? 1,
    timeLimit: clock(server.job?.walltime_seconds ?? 0),
    timeUsed: clock(Number.isNaN(startedMs) ? 0 : Math.max(0, (Date.now() - startedMs) / 1000)),
    state: server.state === 'queued' ? 'PENDING' : server.state === 'lost' ? 'UNKNOWN' : 'RUNNING',
    connectionAddress: server.host,
  };
}

type InstanceFacts = Pick<Instances, 'list' | 'logFile'>;

/** An app with its instances that run, as the panel shows it. */
export async function panelApp(instances: InstanceFacts, links: PanelLinks, app: TrameApp) {
  const own = instances.list().filter((instance) => instance.app === app.id && isLive(instance.state));
  return {
    name: app.id,
    displayName: app.name,
    path: app.directory,
    instances: await Promise.all(own.map((instance) => panelInstance(instances, links, instance))),
  };
}

/** An instance as the panel shows it; it opens `base_url` as it is. */
export async function panelInstance(instances: InstanceFacts, links: PanelLinks, instance: Instance) {
  const url = await links(instance);
  return {
    uuid: instance.id,
    name: instance.name,
    dataDirectory: instance.data_directory ?? '',
    port: instance.port,
    baseUrl: url,
    base_url: url,
    log: instances.logFile(instance.id),
  };
}

/**
 * What a field of the site's form offers, its default first, as the panel's list begins with the first and cannot be left empty;
 * `others` where the form has no such field.
 */
export function panelChoices(form: ShownField[], type: 'account' | 'partition', others: string[]): string[] {
  const field = form.find((each) => each.type === type);
  const choices = field?.choices ?? others;
  const first = choices.filter((choice) => choice === field?.default);
  return [...first, ...choices.filter((choice) => choice !== field?.default)];
}

/** Seconds as the panel shows times: 3723 -> "1:02:03". */
function clock(seconds: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two((seconds % 3600) / 60)}:${two(seconds % 60)}`;
}
