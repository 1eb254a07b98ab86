import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import Type from 'typebox';
import { Check } from 'typebox/value';
import type { HostIdentity } from '../domain/instance.ts';
import { isHere } from '../domain/instance-state.ts';
import { readHostIdentity } from './host-identity.ts';
import { identify, isAlive } from './process-table.ts';
import { readStateFile } from './state-file.ts';
import { isLeftover, replaceFile } from './whole-file.ts';

/** What a program of the same user has to know in order to ask this daemon. */
export interface DaemonFacts {
  version: string;
  /** The path of the unix socket; null on TCP. */
  socket: string | null;
  /** On TCP: address and base, "http://127.0.0.1:8500/a/"; null on a socket. */
  url: string | null;
  /** What every request on TCP has to show; null on a socket. */
  token: string | null;
  /** The path under which browsers see the daemon; begins and ends with "/". */
  basePath: string;
  /** The Jupyter that started it; null: it was started by hand. */
  jupyterPid: number | null;
}

/**
 * Writes `<state directory>/daemons/<host>-<pid>.json` (mode 0600), by which the Python client finds this daemon, and removes
 * the files of daemons of this machine that ended without removing theirs.
 *
 * @returns what removes the file again; it never rejects
 * @throws the system's error where it cannot be written
 */
export async function writeDaemonFile(
  stateDirectory: string,
  facts: DaemonFacts,
  here: HostIdentity = readHostIdentity(),
): Promise<{ remove(): Promise<void> }> {
  const directory = join(stateDirectory, 'daemons');
  const path = join(directory, `${here.host.replaceAll(/[^A-Za-z0-9.-]/g, '_')}-${process.pid}.json`);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await replaceFile(path, `${JSON.stringify(contentOf(facts, here), null, 2)}\n`, { durable: false });
  await removeDead(directory, here).catch(() => undefined);
  return { remove: () => rm(path, { force: true }).catch(() => undefined) };
}

function contentOf(facts: DaemonFacts, here: HostIdentity): Record<string, unknown> {
  return {
    layout: 1,
    version: facts.version,
    pid: process.pid,
    start_ticks: identify(process.pid)?.startTicks ?? 0,
    host: here.host,
    boot_id: here.bootId,
    socket: facts.socket,
    url: facts.url,
    token: facts.token,
    base_path: facts.basePath,
    jupyter_pid: facts.jupyterPid,
    started_at: new Date().toISOString(),
  };
}

async function removeDead(directory: string, here: HostIdentity): Promise<void> {
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    const isOver = name.endsWith('.json') ? await hasEnded(path, here) : isLeftover(name) && (await isOld(path));
    if (isOver) await rm(path, { force: true });
  }
}

/** False where that cannot be said: of daemons of other machines nobody here knows. */
async function hasEnded(path: string, here: HostIdentity): Promise<boolean> {
  const reading = await readStateFile(path, 65_536);
  const found: unknown = reading.kind === 'text' ? parse(reading.text) : null;
  if (!Check(PlaceSchema, found)) return false;
  if (!isHere({ ...found, ends_with: null }, here)) return false;
  return found.boot_id !== here.bootId || !isAlive({ pid: found.pid, startTicks: found.start_ticks });
}

/** What every layout of the file has. */
const PlaceSchema = Type.Object({
  host: Type.String(),
  boot_id: Type.String(),
  pid: Type.Integer(),
  start_ticks: Type.Integer(),
  started_at: Type.String(),
});

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What another daemon writes at this moment is younger. */
async function isOld(path: string): Promise<boolean> {
  return Date.now() - (await stat(path)).mtimeMs > 60_000;
}
