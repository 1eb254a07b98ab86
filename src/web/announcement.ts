import type { Instance } from '../domain/instance.ts';
import type { ParaViewServer } from '../domain/paraview-server.ts';
import type { QueueView } from './api-types.ts';
import { targetName } from './connections/target-name.ts';
import { jobName } from './jobs/job-actions.ts';
import type { PageStore } from './store.ts';
import { connectionTexts } from './texts/connections.ts';
import { instanceTexts } from './texts/instances.ts';
import { jobTexts } from './texts/jobs.ts';
import { pageTexts } from './texts/page.ts';
import { serverTexts } from './texts/servers.ts';

/** More jobs than this that change at once are told as a number. */
const maximumJobs = 3;

/** Tells `say` what a screen reader is to speak of every change from now on. */
export function announceChanges(store: PageStore, say: (text: string) => void): void {
  const sayAny = (text: string | null) => text !== null && say(text);
  store.onInstance((instance, previous) => {
    sayAny(announcement(instance, previous));
    sayAny(connectionAnnouncement(instance, previous, store.state.servers));
  });
  store.onServer((server, previous) => sayAny(serverAnnouncement(server, previous)));
  store.onQueue((queue, previous) => queueAnnouncements(queue, previous).forEach(say));
}

/** What is said of a changed instance: its new state, with the reason; null when the state is the same. */
export function announcement(instance: Instance, previous: Instance | null): string | null {
  if (instance.state === previous?.state) return null;
  return withReason(instanceTexts.announce[instance.state](instance.name), instance.state_reason);
}

/** What is said of a ParaView server that changed its state. */
export function serverAnnouncement(server: ParaViewServer, previous: ParaViewServer | null): string | null {
  if (server.state === previous?.state) return null;
  return withReason(serverTexts.announce[server.state](server.name), server.state_reason);
}

/** What is said of an app whose link to a ParaView server changed. */
export function connectionAnnouncement(
  { name, connection }: Instance,
  previous: Instance | null,
  servers: ReadonlyMap<string, ParaViewServer>,
): string | null {
  const before = previous?.connection?.state ?? 'disconnected';
  if (connection === null || connection.state === before) return null;
  const sentence = connectionTexts.announce[connection.state](name, targetName(connection, servers));
  return connection.reason === null ? sentence : `${sentence} ${connection.reason}`;
}

/** What is said of the queue: jobs in another phase, and whether the scheduler answers. */
export function queueAnnouncements(queue: QueueView, previous: QueueView): string[] {
  const said: string[] = [];
  const title = String(queue.title);
  if (queue.contact.state === 'lost' && previous.contact.state !== 'lost') said.push(jobTexts.announceLost(title));
  if (queue.contact.state === 'ok' && previous.contact.state === 'lost') said.push(jobTexts.announceBack(title));
  const phases = new Map(previous.jobs.map((job) => [job.id, job.phase]));
  const changed = queue.jobs.filter((job) => phases.has(job.id) && phases.get(job.id) !== job.phase);
  if (changed.length > maximumJobs) return [...said, jobTexts.announceMany(changed.length)];
  return [...said, ...changed.map((job) => jobTexts.announce(jobName(job), jobTexts.phases[job.phase]))];
}

function withReason(sentence: string, reason: string | null): string {
  return pageTexts.announced(sentence, reason);
}
