import { customAlphabet } from 'nanoid';
import { ManagerError } from '../../domain/errors.ts';
import type { FormValues } from '../../domain/paraview-server.ts';
import type { ServerRecord } from '../../domain/paraview-server-record.ts';
import { notStarted } from '../../domain/paraview-server-record.ts';
import type { IdempotencyMark } from '../idempotency.ts';
import { checkName } from '../instance-request.ts';
import type { StartServer } from '../ports.ts';
import { isoNow, type ServersContext } from './server-context.ts';

/** A request whose name and values were checked, and that has an id. */
export interface ServerPlan {
  id: string;
  name: string;
  values: FormValues;
  afterServerId: string | null;
  /** By which it is found when its request is repeated; null: by nothing. */
  mark: IdempotencyMark | null;
  /** The job that has to end first; null: none. */
  afterJobId: string | null;
}

/** @throws ManagerError not_supported, invalid_parameters, server_not_found, scheduler_unavailable */
export async function planServer(context: ServersContext, request: StartServer): Promise<ServerPlan> {
  const { site, forms, book } = context;
  const fields = formFields(context);
  if (fields === null) throw cannotStart(context);
  const name = request.name === null ? freeName(context) : checkName(request.name);
  const before = request.after === null ? null : book.need(request.after).record;
  if (before !== null && (site.paraview.start !== 'job' || before.job?.id == null)) {
    throw new ManagerError('not_supported', `Only a job can wait for a job, and "${before.name}" is none.`);
  }
  return {
    id: newId(),
    name,
    values: await forms.check(fields, request.values),
    afterServerId: before?.id ?? null,
    mark: request.mark ?? null,
    // The scheduler may have forgotten a job that ended.
    afterJobId: before !== null && before.ended_at === null ? (before.job?.id ?? null) : null,
  };
}

/** The fields of the form that starts a server; null where none can be started. */
export function formFields(context: Pick<ServersContext, 'site' | 'paraview'>) {
  const { start, fields, job } = context.site.paraview;
  if (start === 'local') return missingProgram(context) === null ? fields : null;
  return start === 'job' && job !== null ? job.fields : null;
}

/** What has to be on the PATH to start servers on this machine, and is not. */
function missingProgram({ site, paraview }: Pick<ServersContext, 'site' | 'paraview'>): string | null {
  const { start, requiredProgram } = site.paraview;
  return start !== 'local' || requiredProgram === null || paraview.isOnPath(requiredProgram) ? null : requiredProgram;
}

function cannotStart(context: ServersContext): ManagerError {
  const missing = missingProgram(context);
  return new ManagerError(
    'not_supported',
    missing === null
      ? 'This configuration has no way to start a ParaView server.'
      : `There is no ${missing} on the PATH of Jupyter: install ParaView, or start Jupyter where it is.`,
  );
}

/** The record of a server before its first moment. */
export function newRecord(plan: ServerPlan): Omit<ServerRecord, 'kind' | 'local' | 'job'> {
  return {
    version: 1,
    id: plan.id,
    name: plan.name,
    values: plan.values,
    after_server_id: plan.afterServerId,
    created_at: isoNow(),
    start_mark: plan.mark,
    ...notStarted,
  };
}

/** "ParaView server 1", or the next number that no listed server bears. */
function freeName({ book }: ServersContext): string {
  const taken = new Set([...book.entries.values()].map(({ record }) => record.name));
  for (let count = 1; ; count += 1) {
    const name = `ParaView server ${count}`;
    if (!taken.has(name)) return name;
  }
}

/** It begins with a letter, so that it can stand wherever a name can. */
function newId(): string {
  return `${letter()}${letters(15)}`;
}
const letter = customAlphabet('abcdefghijklmnopqrstuvwxyz', 1);
const letters = customAlphabet('0123456789abcdefghijklmnopqrstuvwxyz');
