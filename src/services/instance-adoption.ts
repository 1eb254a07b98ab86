import { type InstanceRecord, notEnded, type ProcessIdentity } from '../domain/instance.ts';
import type { FoundProcess } from '../domain/instance-host.ts';
import { type InstanceContext, isoNow } from './instance-context.ts';
import type { InstanceEntry } from './instance-entry.ts';
import { findOthers } from './instance-stopper.ts';

/**
 * Takes a session directory that this daemon does not know yet into the book: another daemon made it, now or before this
 * one was started. Null: it is gone again, or cannot be read now.
 */
export async function adopt(context: InstanceContext, id: string): Promise<InstanceEntry | null> {
  const { book, host, log } = context;
  const found = await host.sessions.read(id);
  if (book.entries.has(id) || found.kind === 'gone' || found.kind === 'unknown') return null;
  if (found.kind === 'record') return enter(context, found.record);
  log.error({ instance: id }, found.damage);
  const record = await standIn(context, id, found.damage);
  await host.sessions.write(record).catch((error: unknown) => log.warn({ err: error, instance: id }, 'no record'));
  return book.entries.has(id) ? null : enter(context, record);
}

async function enter(context: InstanceContext, record: InstanceRecord): Promise<InstanceEntry> {
  const watchedAt = await context.host.sessions.lastWatchedAt(record.id);
  const known = context.book.entries.get(record.id);
  if (known) return known;
  const entry = context.book.add(record);
  entry.watchedAt = watchedAt;
  return entry;
}

/**
 * A record in place of one that cannot be read: the instance stays listed, its processes are found by their mark, and it
 * can be stopped and removed. Where it listens is not known any more.
 */
async function standIn(context: InstanceContext, id: string, damage: string): Promise<InstanceRecord> {
  const { host } = context;
  const noted = await host.sessions.readProcesses(id);
  const now = isoNow();
  const record: InstanceRecord = {
    ...blank,
    id,
    name: `Damaged record ${id}`,
    host: host.identity.host,
    boot_id: host.identity.bootId,
    keeper: noted?.keeper ?? null,
    process: noted?.command ?? null,
    created_at: now,
    started_at: now,
    ready_at: now,
    damage,
  };
  if (record.process !== null) return record;
  const found = await findOthers(host, record);
  // All carry the mark; the first is the keeper where it leads a session.
  const keeper = found.find(({ pid, session }) => pid === session) ?? null;
  const command = found.find(({ parent }) => parent === keeper?.pid) ?? found.find((other) => other !== keeper) ?? null;
  return { ...record, keeper: identityOf(keeper), process: identityOf(command) };
}

function identityOf(found: FoundProcess | null): ProcessIdentity | null {
  return found && { pid: found.pid, startTicks: found.startTicks };
}

const blank = {
  version: 1,
  app: '',
  app_name: 'Unknown app',
  kind: 'web',
  data_directory: null,
  parameters: {},
  number: 0,
  port: null,
  unix_socket: null,
  absolute_url: false,
  open_path: '/',
  ready: { path: '/', timeout_seconds: 0 },
  idle_timeout_seconds: 0,
  paraview: false,
  ...notEnded,
} as const;
