import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addApp, type FaultDaemon, startFaultDaemon } from '../../test/support/fault-daemon.ts';
import { python, tinyServer } from '../../test/support/instance-app.ts';
import type { FaultFigures } from '../figures.ts';
import { markedProcesses, startTicksOf } from './marked-processes.ts';
import { type Chance, chanceOf } from './random.ts';
import type { ResourceFault } from './resource-faults.ts';
import { Tally } from './tally.ts';

export interface ResourceRun {
  fault: ResourceFault;
  seed: number;
  tries: number;
  /** When to stop, in ms of performance.now(). */
  deadline: number;
  say: (text: string) => void;
}

/** After this long the list is held to be wrong for good. */
const patienceMs = 20_000;

/** Makes one fault again and again beside commands at random moments, and holds the list against the kernel and the disk. */
export async function runResourceFault(run: ResourceRun): Promise<{ figures: FaultFigures; problems: string[] }> {
  const { fault, tries, deadline, say } = run;
  const tally = new Tally(fault.title);
  const chance = chanceOf(run.seed);
  const refused = { count: 0 };
  const ends: (() => unknown)[] = [];
  const home = await mkdtemp(join(tmpdir(), 'trame-manager-fault-'));
  try {
    await addApp(home, 'tiny', quickServer);
    if (fault.asNobody) execFileSync('chown', ['-R', '65534:65534', home]);
    const teardown = { teardown: (end: () => unknown) => void ends.unshift(end) };
    const daemon = await startFaultDaemon(teardown, { home, ...fault.surroundings(home) });
    const kept = [await daemon.ready(), await daemon.ready()];
    for (let count = 0; count < tries && performance.now() < deadline; count += 1) {
      tally.tries += 1;
      const recoveryMs = await oneTry(daemon, home, {
        fault,
        chance,
        kept,
        tally,
        refused,
        where: `try ${count + 1}`,
      });
      if (recoveryMs !== null) tally.recoveriesMs.push(recoveryMs);
    }
  } finally {
    for (const end of ends) await end();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
  say(`${fault.title}: ${tally.tries} tries, ${refused.count} commands refused`);
  return { figures: tally.figures(), problems: tally.problems };
}

interface Try {
  fault: ResourceFault;
  chance: Chance;
  kept: Ready[];
  tally: Tally;
  refused: { count: number };
  where: string;
}

interface Ready {
  id: string;
  pid: number;
}

type Shown = { id: string; state: string; name: string; pid: number | null };

/** What has to be true once the fault is over. */
interface Expected {
  kept: Ready[];
  stopped: Set<string>;
  running: Set<string>;
  names: Map<string, string>;
  /** How many commands were refused: a sign that the fault was felt. */
  refused: number;
}

/** Gives the time from the end of the fault until the list was true; null: it never was. */
async function oneTry(daemon: FaultDaemon, home: string, given: Try): Promise<number | null> {
  const { fault, chance, kept, tally, where } = given;
  const subject = await daemon.ready();
  const expected: Expected = { kept, stopped: new Set(), running: new Set([subject.id]), names: new Map(), refused: 0 };
  const commands = [
    command(daemon, chance, subject, expected),
    command(daemon, chance, kept[0] as Ready, expected, true),
  ];
  await pause(chance.between(0, 150));
  const end = await fault.begin(daemon, home);
  commands.push(command(daemon, chance, kept[1] as Ready, expected, true), launch(daemon, expected));
  await pause(chance.between(200, 2500));
  await end();
  const began = performance.now();
  await Promise.all(commands);
  let wrong = 'no answer';
  while (performance.now() - began < patienceMs) {
    wrong = (await faultOfList(daemon, home, expected).catch((error: Error) => error.message)) ?? '';
    if (wrong === '') break;
    await pause(10);
  }
  const tookMs = performance.now() - began;
  if (wrong !== '') tally.complain({ kind: wrong.includes('process') ? 'orphaned' : 'lost', text: wrong }, where);
  for (const id of await daemon.ids()) {
    if (!kept.some((instance) => instance.id === id)) await daemon.call('DELETE', `api/v1/instances/${id}`);
  }
  given.refused.count += expected.refused;
  return wrong === '' ? tookMs : null;
}

/** One command to an instance at random; what was acknowledged has to be true in the end. */
async function command(daemon: FaultDaemon, chance: Chance, { id }: Ready, expected: Expected, harmless = false) {
  const path = `api/v1/instances/${id}`;
  const kind = harmless
    ? chance.pick(['rename', 'link', 'log'])
    : chance.pick(['stop', 'restart', 'rename', 'nothing']);
  await pause(chance.between(0, 200));
  const name = `name ${chance.between(0, 1_000_000)}`;
  const ask = (method: string, where: string, body?: object) =>
    daemon.call(method, where, body).then(
      ({ status }) => {
        if (status >= 400) expected.refused += 1;
        return status;
      },
      () => 0,
    );
  if (kind === 'rename' && (await ask('PATCH', path, { name })) === 200) expected.names.set(id, name);
  if (kind === 'link') await ask('POST', `${path}/links`, {});
  if (kind === 'log') await ask('GET', `${path}/log`);
  if (kind === 'restart') await ask('POST', `${path}/restart`);
  // Asked for without an answer: either may have happened.
  if (kind === 'restart') expected.running.delete(id);
  if (kind !== 'stop') return;
  expected.running.delete(id);
  if ((await ask('POST', `${path}/stop`)) === 202) expected.stopped.add(id);
}

async function launch(daemon: FaultDaemon, expected: Expected) {
  const answer = await daemon.launch().catch(() => null);
  if (answer !== null && answer.status !== 201) expected.refused += 1;
  if (answer?.status === 201) expected.running.add(answer.json.id);
}

/** What is not true of the list, in words; null where all is. */
async function faultOfList(daemon: FaultDaemon, home: string, expected: Expected): Promise<string | null> {
  const shown: Shown[] = (await daemon.call('GET', 'api/v1/instances')).json.instances;
  const find = (id: string) => shown.find((instance) => instance.id === id);
  for (const { id, pid } of expected.kept) {
    if (startTicksOf(pid) === null) return `${id} ended, though nobody asked for it`;
    if (find(id)?.state !== 'ready' || find(id)?.pid !== pid) return `${id} runs, and is shown as ${find(id)?.state}`;
  }
  for (const id of expected.running) if (!isLive(find(id))) return `${id} is shown as ${find(id)?.state}`;
  for (const id of expected.stopped)
    if (find(id)?.state !== 'stopped') return `${id} was stopped, and is shown as ${find(id)?.state}`;
  for (const [id, name] of expected.names)
    if (find(id)?.name !== name) return `${id} was named ${name}, and is ${find(id)?.name}`;
  for (const { instance, command: words } of markedProcesses(join(home, 'state', 'sessions'))) {
    if (!isLive(find(instance))) return `a process of ${instance} stays: ${words}`;
  }
  for (const { id, state } of shown) {
    const record = readRecord(join(daemon.state, 'sessions', id, 'record.json'));
    if (record !== null && (record.ended_at !== null) !== (state === 'stopped' || state === 'failed'))
      return `${id} is ${state}, and its record says another thing`;
  }
  return null;
}

/** Null: there is none. One that was launched while the home was away lies where nobody sees it any more. */
function readRecord(file: string): { ended_at: string | null } | null {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

function isLive(shown: Shown | undefined): boolean {
  return shown !== undefined && ['starting', 'ready', 'ending'].includes(shown.state);
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}

/** Also for a user who cannot enter the home of the one who runs this. */
const quickServer = tinyServer.replace(python, '/usr/bin/python3');
