import { readJobServerLog } from './job-server-body.ts';
import type { ServerEntry } from './server-book.ts';
import { isoNow, type ServersContext } from './server-context.ts';
import { logFileOf } from './server-end.ts';

/** Takes over where the job says that its server is to listen: each attempt of the job says it anew. */
export async function noteAddress(context: ServersContext, entry: ServerEntry): Promise<void> {
  const { book, store, jobs } = context;
  const { record } = entry;
  if (record.ready_at !== null) return;
  const announced = jobs.parseAddress(await store.readText(record.id, 'address'));
  if (announced === null || isOfEarlierRun(entry, announced.at)) return;
  const host = await reachableName(context, announced);
  const { port } = announced;
  await book.save(entry, (now) => (now.ready_at === null ? { address: { host, port } } : null));
}

/** Takes over that the server listens, as its log says: asking it by a connection would disturb it. */
export async function noteListening(context: ServersContext, entry: ServerEntry): Promise<void> {
  const { book, host, queue } = context;
  const { record } = entry;
  if (record.ready_at !== null || record.address === null || record.stop_requested_at !== null) return;
  const text = await host.readLogTail(logFileOf(context, record.id), linesOfStart);
  const told = readJobServerLog(text, record.address.port);
  if (!told.isReady) return;
  await book.save(entry, (now) =>
    now.ready_at !== null || now.ended_at !== null
      ? null
      : {
          ready_at: isoNow(),
          paraview_version: told.version,
          ...(told.isReverse ? { address: null } : {}),
        },
  );
  // The queue may not have been asked since the job began.
  if (record.job?.seen?.phase !== 'running') void queue.refresh();
}
/** Modules and MPI can be talkative before the server is. */
const linesOfStart = 2000;

/** A run that was put back leaves its address until the next run begins. */
function isOfEarlierRun({ record }: ServerEntry, announcedAt: string): boolean {
  if (record.job === null || record.job.restarts === 0 || record.started_at === null) return false;
  return Date.parse(announcedAt) < Date.parse(record.started_at) - clockSkewMs;
}
const clockSkewMs = 60_000;

/** Names of nodes need not resolve here; the address then stands for the name. A site with a suffix knows its names. */
async function reachableName(
  { paraview, site }: ServersContext,
  announced: { host: string; address: string },
): Promise<string> {
  if (site.paraview.hostSuffix !== '') return announced.host;
  const addresses = await paraview.resolve(announced.host);
  return addresses.includes(announced.address) ? announced.host : announced.address;
}
