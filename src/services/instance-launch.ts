import { ManagerError } from '../domain/errors.ts';
import type { Instance } from '../domain/instance.ts';
import { isoNow } from './instance-context.ts';
import type { InstanceEntry } from './instance-entry.ts';
import { checkJobValues, testRun } from './instance-job-launcher.ts';
import { type AskedFor, newInstanceId, newRecord, runFiles, startRun } from './instance-launcher.ts';
import { begin, type InstanceParts } from './instance-parts.ts';
import { checkName, chooseDataDirectory, chooseWorkingDirectory } from './instance-request.ts';
import type { Run } from './instance-run.ts';
import type { LaunchRequest, LaunchTest } from './ports.ts';

/** See Instances.launch. */
export async function launch(parts: InstanceParts, request: LaunchRequest): Promise<Instance> {
  const { app } = request;
  if (!app.singleInstance) return launchNow(parts, request);
  // Other daemons of this user wait until this one is listed, and then find it.
  return parts.context.host.sessions.exclusively('launch', async () => {
    await parts.rescan();
    return launchNow(parts, request);
  });
}

async function launchNow(parts: InstanceParts, request: LaunchRequest): Promise<Instance> {
  const { context, slots } = parts;
  const { app, parameters, job = null, mark = null } = request;
  const name = request.name === null ? null : checkName(request.name);
  const workingDirectory = await chooseWorkingDirectory(context, app);
  const dataDirectory = await chooseDataDirectory(context, app, request.dataDirectory, workingDirectory);
  const jobValues = job === null ? null : await checkJobValues(context, app, job);
  const slot = await slots.grant(newInstanceId(), app, name, jobValues !== null);
  const run: Run = { app, slot, workingDirectory, dataDirectory, parameters, jobValues };
  const launched = Promise.withResolvers<void>();
  try {
    const asked = { launch_mark: mark, data_directory_typed: request.dataDirectory?.trim() || null };
    return await begin(parts, await startFirst(parts, run, launched.promise, asked));
  } finally {
    slots.settle(slot);
    launched.resolve();
  }
}

/** See Instances.testLaunch. */
export async function testLaunch({ context }: InstanceParts, request: LaunchRequest): Promise<LaunchTest> {
  const { app, job = null } = request;
  if (request.name !== null) checkName(request.name);
  const workingDirectory = await chooseWorkingDirectory(context, app);
  await chooseDataDirectory(context, app, request.dataDirectory, workingDirectory);
  if (job === null) return { script: app.command, problems: [], estimatedStart: isoNow() };
  const values = await checkJobValues(context, app, job);
  return testRun(context, { id: newInstanceId(), app, workingDirectory, values });
}

async function startFirst(
  { context, supervisor }: InstanceParts,
  run: Run,
  launching: Promise<void>,
  asked: AskedFor,
): Promise<InstanceEntry> {
  const { book, host } = context;
  const { slot } = run;
  let entry: InstanceEntry | null = null;
  try {
    const record = await newRecord(context, run, asked);
    await host.sessions.create(record, runFiles(context, record, run));
    entry = book.add(record);
    Object.assign(entry, { launching, reservedPort: slot.port });
    book.show(entry);
    const { ended } = await startRun(context, entry, run);
    void ended?.then(() => supervisor.check(book.need(record.id))).catch(() => undefined);
    entry.launching = null;
    return entry;
  } catch (error) {
    // Nothing of it stays: neither a card nor a directory nor a port.
    if (entry !== null) book.remove(entry);
    await host.removeOutside(slot.id).catch(() => undefined);
    await host.sessions.remove(slot.id).catch(() => undefined);
    if (slot.port !== null) await host.ports.release(slot.port);
    throw asLaunchError(error);
  }
}

/** See Instances.findLaunch. */
export function findLaunch({ context }: InstanceParts, key: string): { request: string; result: Instance } | null {
  for (const { record, instance } of context.book.entries.values()) {
    const isOld = Date.now() - Date.parse(record.created_at) > rememberMs;
    if (record.launch_mark?.key === key && !isOld) return { request: record.launch_mark.request, result: instance };
  }
  return null;
}
const rememberMs = 24 * 3600_000;

/** A refusal as it is, anything else as a start that failed. */
export function asLaunchError(error: unknown): ManagerError {
  if (error instanceof ManagerError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new ManagerError('launch_failed', `The instance could not be started: ${reason}.`, { cause: error });
}
