import fc from 'fast-check';
import { appOf, type ChaosApp } from './apps.ts';
import { waitForTruth } from './audit.ts';
import type { Expected, Life } from './ledger.ts';
import type { ChaosRun } from './run.ts';

/** What is simply true of an instance. */
interface ModelInstance {
  name: string;
  app: ChaosApp;
  isRunning: boolean;
  /** The cookie that a link gave, while it lets in. */
  cookie: string | null;
}

export interface Model {
  instances: ModelInstance[];
}

type Command = fc.AsyncCommand<Model, ChaosRun>;

/** Random commands to instances, with what has to be true after each. */
export function lifeCycleCommands(maxCommands: number): fc.Arbitrary<Iterable<Command>> {
  const which = fc.nat({ max: 5 });
  const app = fc.constantFrom('plain', 'family', 'slow', 'socket', 'stubborn', 'away', 'failing').map(appOf);
  return fc.commands(
    [
      app.map((chosen) => launch(chosen)),
      app.map((chosen) => removeWhileStarting(chosen)),
      which.map((index) =>
        ofOne('stop', index, always, async (one, run) => {
          await expectStatus(run, 'POST', `${path(run, one)}/stop`, 202);
          return ended(one);
        }),
      ),
      which.map((index) =>
        ofOne('stop twice', index, always, async (one, run) => {
          const stop = `${path(run, one)}/stop`;
          await Promise.all([expectStatus(run, 'POST', stop, 202), expectStatus(run, 'POST', stop, 202)]);
          return ended(one);
        }),
      ),
      which.map((index) =>
        ofOne('restart', index, always, async (one, run) => {
          await expectStatus(run, 'POST', `${path(run, one)}/restart`, 202);
          return restarted(one);
        }),
      ),
      which.map((index) =>
        ofOne('restart while stopping', index, isRunning, async (one, run) => {
          await expectStatus(run, 'POST', `${path(run, one)}/stop`, 202);
          await expectStatus(run, 'POST', `${path(run, one)}/restart`, 202);
          return restarted(one);
        }),
      ),
      which.map((index) =>
        ofOne('rename', index, always, async (one, run) => {
          const name = `n${run.nextName()}`;
          await expectStatus(run, 'PATCH', path(run, one), 200, { name });
          expectedOf(run, one).names = new Set([name]);
          one.name = name;
          return one.isRunning ? 'same' : 'ended';
        }),
      ),
      which.map((index) =>
        ofOne('remove', index, always, async (one, run) => {
          await expectStatus(run, 'DELETE', path(run, one), 204);
          return 'absent';
        }),
      ),
      which.map((index) =>
        ofOne('the app dies', index, isRunning, async (one, run) => {
          const shown = (await (await run.currentDaemon()).list())?.find(({ name }) => name === one.name);
          process.kill(shown?.pid ?? 0, 'SIGKILL');
          return ended(one);
        }),
      ),
      which.map((index) => ofOne('open a link', index, isRunning, openLink)),
      which.map((index) => ofOne('revoke links', index, ({ cookie }) => cookie !== null, revokeLinks)),
      fc.constant(killDaemon()),
    ],
    { maxCommands },
  );
}

/** Removes everything, so that the next run begins with nothing. */
export async function clear(run: ChaosRun): Promise<void> {
  const daemon = await run.currentDaemon();
  for (const { id } of (await daemon.list()) ?? []) await daemon.call('DELETE', `/api/v1/instances/${id}`);
  run.expected.length = 0;
}

function launch(app: ChaosApp): Command {
  return {
    check: ({ instances }) => instances.length < 6,
    toString: () => `launch ${app.id}`,
    async run(model, run) {
      const { one, expected } = newInstance(run, app);
      await expectStatus(run, 'POST', `/api/v1/apps/${app.id}/instances`, 201, { name: one.name });
      expected.lives = new Set([app.fails ? 'ended' : 'fresh']);
      model.instances.push(one);
      await agree(model, run);
    },
  };
}

function removeWhileStarting(app: ChaosApp): Command {
  return {
    check: () => true,
    toString: () => `remove while starting ${app.id}`,
    async run(model, run) {
      const daemon = await run.currentDaemon();
      const { one } = newInstance(run, app);
      const answer = daemon.call('POST', `/api/v1/apps/${app.id}/instances`, { name: one.name });
      for (let id: string | undefined; id === undefined; ) {
        id = (await daemon.list())?.find(({ name }) => name === one.name)?.id;
        if (id !== undefined) await daemon.call('DELETE', `/api/v1/instances/${id}`);
      }
      await answer;
      await agree(model, run);
    },
  };
}

function killDaemon(): Command {
  return {
    check: () => true,
    toString: () => 'kill the daemon',
    async run(model, run) {
      await run.endDaemon();
      await agree(model, run);
    },
  };
}

/** A command to one of the instances there are; `act` says how it is then. */
function ofOne(
  title: string,
  index: number,
  applies: (one: ModelInstance) => boolean,
  act: (one: ModelInstance, run: ChaosRun) => Promise<Life>,
): Command {
  const chosen = ({ instances }: Readonly<Model>) => instances[index % Math.max(1, instances.length)];
  return {
    check(model) {
      const one = chosen(model);
      return one !== undefined && applies(one);
    },
    toString: () => `${title} (${index})`,
    async run(model, run) {
      const one = chosen(model);
      if (one === undefined) return;
      const expected = expectedOf(run, one);
      const life = await act(one, run);
      expected.lives = new Set([life]);
      if (life === 'absent') model.instances.splice(model.instances.indexOf(one), 1);
      await agree(model, run);
    },
  };
}

async function openLink(one: ModelInstance, run: ChaosRun): Promise<Life> {
  const answer = await expectStatus(run, 'POST', `${path(run, one)}/links`, 201, {});
  const { url } = answer.body as { url: string };
  const daemon = await run.currentDaemon();
  const opened = await daemon.call('GET', new URL(url, 'http://localhost').href.replace(/^http:\/\/[^/]+/, ''));
  const cookie = opened?.headers['set-cookie']?.[0]?.split(';')[0];
  if (opened?.status !== 303 || cookie === undefined) throw new Error(`a fresh link gave ${opened?.status}`);
  one.cookie = cookie;
  return 'same';
}

async function revokeLinks(one: ModelInstance, run: ChaosRun): Promise<Life> {
  await expectStatus(run, 'DELETE', `${path(run, one)}/links`, 204);
  const before = one.cookie ?? '';
  one.cookie = null;
  const status = await visit(run, one, before);
  if (status !== 403) throw new Error(`a revoked session got ${status}`);
  return one.isRunning ? 'same' : 'ended';
}

/** The daemon, the kernel and the model agree on all instances, and who was let in is. */
async function agree(model: Model, run: ChaosRun): Promise<void> {
  const daemon = await run.currentDaemon();
  const truth = await waitForTruth(run.workshop, daemon, run.expected);
  if ('complaint' in truth) throw new Error(truth.complaint.text);
  for (const one of model.instances) {
    if (!one.isRunning || one.cookie === null) continue;
    const status = await visit(run, one, one.cookie);
    if (status !== 200) throw new Error(`${one.name} answers its viewer with ${status}`);
  }
}

async function visit(run: ChaosRun, one: ModelInstance, cookie: string): Promise<number | undefined> {
  const daemon = await run.currentDaemon();
  const shown = (await daemon.list())?.find(({ name }) => name === one.name);
  return (await daemon.call('GET', shown?.path ?? '/', undefined, { cookie }))?.status;
}

async function expectStatus(run: ChaosRun, method: string, at: string, status: number, body?: unknown) {
  const answer = await (await run.currentDaemon()).call(method, at, body);
  if (answer?.status !== status) {
    throw new Error(`${method} ${at} gave ${answer?.status}: ${JSON.stringify(answer?.body)}`);
  }
  return answer;
}

function newInstance(run: ChaosRun, app: ChaosApp): { one: ModelInstance; expected: Expected } {
  const name = `n${run.nextName()}`;
  const expected: Expected = { app, id: null, names: new Set([name]), lives: new Set(['absent']), processes: [] };
  run.expected.push(expected);
  return { one: { name, app, isRunning: !app.fails, cookie: null }, expected };
}

function expectedOf(run: ChaosRun, one: ModelInstance): Expected {
  const found = run.expected.find(({ names }) => names.has(one.name));
  if (found === undefined) throw new Error(`${one.name} is not expected`);
  return found;
}

function path(run: ChaosRun, one: ModelInstance): string {
  return `/api/v1/instances/${expectedOf(run, one).id}`;
}

/** Its links and sessions end with it. */
function ended(one: ModelInstance): Life {
  one.isRunning = false;
  one.cookie = null;
  return 'ended';
}

function restarted(one: ModelInstance): Life {
  if (!one.isRunning) one.cookie = null;
  one.isRunning = !one.app.fails;
  return one.isRunning ? 'fresh' : ended(one);
}

const always = () => true;
const isRunning = (one: ModelInstance) => one.isRunning;
