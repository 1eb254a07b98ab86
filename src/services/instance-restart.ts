import { isInOtherHands, isOwnWork, ownWork } from '../domain/daemon-at-work.ts';
import type { Instance } from '../domain/instance.ts';
import { isoNow } from './instance-context.ts';
import { notOver, refuseElsewhere } from './instance-end-request.ts';
import type { InstanceEntry } from './instance-entry.ts';
import { orGone, untilInOwnHands } from './instance-hands.ts';
import { cancelJob, isOver } from './instance-job-end.ts';
import { checkJobValues } from './instance-job-launcher.ts';
import { asLaunchError } from './instance-launch.ts';
import { freshRun, runFiles, startRun } from './instance-launcher.ts';
import { begin, type InstanceParts } from './instance-parts.ts';
import { chooseWorkingDirectory, keepDataDirectory } from './instance-request.ts';
import type { Run } from './instance-run.ts';

/** See Instances.restart. Asked for twice, it is one restart. */
export function restart(parts: InstanceParts, entry: InstanceEntry): Promise<Instance> {
  refuseElsewhere(entry);
  entry.restarting ??= orGone(parts.context, entry, stopAndStart(parts, entry)).finally(() => {
    entry.restarting = null;
    parts.context.book.show(entry);
    void parts.supervisor.check(entry);
  });
  return entry.restarting;
}

async function stopAndStart(parts: InstanceParts, entry: InstanceEntry): Promise<Instance> {
  const { context } = parts;
  const { book, host } = context;
  await entry.launching;
  const { data_directory, app: appId, job, restart_requested_at } = entry.record;
  // Another daemon of this machine restarts it.
  if (restart_requested_at != null && isInOtherHands(entry.record, host)) return entry.instance;
  // What can be refused is refused before the running one is stopped.
  const app = await context.apps.get(appId);
  const workingDirectory = await chooseWorkingDirectory(context, app);
  const dataDirectory = await keepDataDirectory(context, app, data_directory, workingDirectory);
  const jobValues = job == null ? null : await checkJobValues(context, app, job.values);
  await untilInOwnHands(context, entry);
  // Of several daemons that are asked at once, one does it.
  await book.saveOrThrow(entry, (now) =>
    isInOtherHands(now, host)
      ? null
      : { restart_requested_at: isoNow(), at_work: ownWork(host, now.at_work?.attempts) },
  );
  if (!isOwnWork(entry.record.at_work, host)) return entry.instance;
  if (entry.record.ended_at === null) await stopFirst(parts, entry);
  return startOnce(parts, entry, { app, workingDirectory, dataDirectory, jobValues });
}

async function stopFirst({ context, supervisor }: InstanceParts, entry: InstanceEntry): Promise<void> {
  const { book } = context;
  await cancelJob(context, entry).catch(async (error: unknown) => {
    await book.save(entry, () => ({ restart_requested_at: null, at_work: null }));
    throw error;
  });
  await book.save(entry, () => ({ stop_requested_at: isoNow(), stop_reason: 'Restarted by you' }));
  const ending = supervisor.end(entry);
  book.show(entry);
  await ending;
  if (!(await isOver(context, entry.record.job))) throw await notOver(context, entry);
}

async function startOnce(
  parts: InstanceParts,
  entry: InstanceEntry,
  chosen: Omit<Run, 'slot' | 'parameters'>,
): Promise<Instance> {
  const { context, slots, supervisor } = parts;
  const { book, host } = context;
  const { id, parameters } = entry.record;
  const slot = await slots.regrant(id, chosen.app, chosen.jobValues !== null);
  try {
    const run: Run = { ...chosen, slot, parameters };
    const fresh = await freshRun(context, run, entry.record);
    await host.sessions.renew(id, runFiles(context, { ...entry.record, ...fresh }, run));
    await book.saveOrThrow(entry, fresh);
    Object.assign(entry, { reservedPort: slot.port, logTail: [], usage: null, lastMeasure: null });
    const { ended } = await startRun(context, entry, run);
    void ended?.then(() => supervisor.check(entry));
  } catch (error) {
    if (slot.port !== null) await host.ports.release(slot.port);
    await noteFailedStart(parts, entry, error instanceof Error ? error.message : String(error));
    throw asLaunchError(error);
  } finally {
    slots.settle(slot);
  }
  entry.restarting = null;
  return begin(parts, entry);
}

/** Nothing of it runs, and nobody starts it. */
export function noteFailedStart({ context }: InstanceParts, entry: InstanceEntry, reason: string): Promise<void> {
  return context.book.save(entry, () => ({
    ended_at: isoNow(),
    end_state: 'failed',
    state_reason: reason,
    restart_requested_at: null,
    at_work: null,
  }));
}
