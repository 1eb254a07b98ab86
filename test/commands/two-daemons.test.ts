import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { createRandom } from '../../reliability/random.ts';
import { startDaemon, type TestDaemon } from '../support/daemon.ts';
import { makeStateDirectory, tinyServer, until } from '../support/instance-fixture.ts';

/** Two daemons of one user on one state directory, as two JupyterLabs start them. */
async function startTwo(t: Test): Promise<{ state: string; daemons: [TestDaemon, TestDaemon] }> {
  const home = await makeStateDirectory(t);
  const state = join(home, 'state');
  for (const [app, more] of [
    ['tiny', ''],
    ['only', 'single_instance: true\n'],
  ]) {
    const directory = join(home, 'jupyter', 'trame', app ?? '');
    mkdirSync(directory, { recursive: true });
    const command = tinyServer.replaceAll('\n', '\n  ');
    writeFileSync(
      join(directory, 'app.yml'),
      `name: ${app}\nkind: web\ndata_directory: none\n${more}command: |\n  ${command}\n`,
    );
  }
  const start = () => startDaemon(t, { home, args: ['--port', '0', '--state-dir', state] });
  const daemons: [TestDaemon, TestDaemon] = [await start(), await start()];
  t.teardown(async () => {
    for (const { id } of await listOf(daemons[0])) await daemons[0].call('DELETE', `api/v1/instances/${id}`);
  });
  return { state, daemons };
}

interface Listed {
  id: string;
  name: string;
  state: string;
  pid: number | null;
}

async function listOf(daemon: TestDaemon): Promise<Listed[]> {
  const { json } = await daemon.call('GET', 'api/v1/instances');
  const instances: Listed[] = Array.isArray(json) ? json : json.instances;
  return instances
    .map(({ id, name, state, pid }) => ({ id, name, state, pid }))
    .sort((a, b) => a.id.localeCompare(b.id));
}

/** Sessions of processes that carry the mark of an instance below this state directory, by the instance's id. */
function runningSessions(state: string): Map<string, Set<number>> {
  const found = new Map<string, Set<number>>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      if (!variables.some((entry) => entry.startsWith(`SESSION_DIR=${state}/`))) continue;
      const id = variables.find((entry) => entry.startsWith('INSTANCE_ID='))?.slice(12) ?? '';
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      const session = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]);
      found.set(id, (found.get(id) ?? new Set()).add(session));
    } catch {
      // It ended in between.
    }
  }
  return found;
}

t.test('two daemons of one user on one state directory', async (t) => {
  const { state, daemons } = await startTwo(t);

  t.test('they agree, whatever both are told at once', async (t) => {
    const random = createRandom(7);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
    const removed = new Set<string>();
    const answers: string[] = [];
    const command = async () => {
      const daemon = pick(daemons);
      const known = await listOf(daemon);
      const id = known.length === 0 ? null : pick(known).id;
      const what =
        id === null || known.length < 4
          ? 'launch'
          : pick(['rename', 'stop', 'restart', 'restart', 'links', 'remove'] as const);
      const at = `api/v1/instances/${id}`;
      const calls = {
        launch: () => daemon.call('POST', 'api/v1/apps/tiny/instances', {}),
        rename: () => daemon.call('PATCH', at, { name: `name ${Math.floor(random() * 1e6)}` }),
        stop: () => daemon.call('POST', `${at}/stop`),
        restart: () => daemon.call('POST', `${at}/restart`),
        links: async () => {
          await daemon.call('POST', `${at}/links`, {});
          return daemon.call('DELETE', `${at}/links`);
        },
        remove: () => daemon.call('DELETE', at),
      };
      const { status, text } = await calls[what]();
      if (what === 'remove' && status === 204 && id !== null) removed.add(id);
      answers.push(`${what} ${status}${status >= 500 ? text : ''}`);
    };
    for (let round = 0; round < 10; round += 1) await Promise.all(Array.from({ length: 6 }, command));

    const isQuiet = (list: Listed[]) => list.every((one) => ['ready', 'stopped', 'failed'].includes(one.state));
    await until(
      async () => {
        const [one, two] = await Promise.all(daemons.map(listOf));
        return isQuiet(one ?? []) && JSON.stringify(one) === JSON.stringify(two);
      },
      () => `They do not agree: ${answers.join(', ')}`,
    );
    const list = await listOf(daemons[0]);
    const running = runningSessions(state);
    for (const one of list) {
      t.notOk(removed.has(one.id), 'what was removed stays removed');
      t.equal(running.get(one.id)?.size ?? 0, one.state === 'ready' ? 1 : 0, `${one.state}: runs once, or not at all`);
      t.not(one.state, 'failed', 'a command of one is no failure to the other');
    }
    t.strictSame(
      [...running.keys()].filter((id) => !list.some((one) => one.id === id)),
      [],
      'no orphan',
    );
    t.strictSame(
      answers.filter((answer) => / 5\d\d/.test(answer)),
      [],
      'no command fails',
    );
    for (const { child, log } of daemons) {
      t.equal(child.exitCode, null, 'nobody crashed');
      t.notMatch(log(), /"level":50/, 'no error is logged');
    }
  });

  t.test('what one daemon revokes no longer opens at the other', async (t) => {
    for (const { id } of await listOf(daemons[0])) await daemons[0].call('DELETE', `api/v1/instances/${id}`);
    await until(async () => (await Promise.all(daemons.map(listOf))).flat().length === 0);
    const [one, two] = daemons;
    const { json: instance } = await one.call('POST', 'api/v1/apps/tiny/instances', {});
    await until(async () => (await listOf(two)).some(({ state }) => state === 'ready'));
    const { json: link } = await one.call('POST', `api/v1/instances/${instance.id}/links`, {});
    const opened = await two.call('GET', String(link.url).replace(/^\//, ''));
    t.equal(opened.status, 303, 'a link of one opens at the other');
    const cookie = opened.headers
      .getSetCookie()
      .map((set) => set.split(';')[0])
      .join('; ');
    const visit = () => two.call('GET', String(instance.path).slice(1), undefined, { cookie });
    t.equal((await visit()).status, 200);
    await one.call('DELETE', `api/v1/instances/${instance.id}/links`);
    await until(async () => (await visit()).status !== 200);
    t.equal((await visit()).status, 403);
  });

  t.test('an app that runs once at a time is started once, by whichever of two daemons', async (t) => {
    for (let round = 0; round < 4; round += 1) {
      const before = new Set(runningSessions(state).keys());
      const answers = await Promise.all(
        [...daemons, ...daemons].map((daemon) => daemon.call('POST', 'api/v1/apps/only/instances', {})),
      );
      t.strictSame(answers.map(({ status }) => status).sort(), [201, 409, 409, 409]);
      const started = answers.find(({ status }) => status === 201);
      const running = [...runningSessions(state).keys()].filter((id) => !before.has(id));
      t.strictSame(running, [started?.json.id]);
      await until(async () => (await listOf(daemons[0])).some(({ id }) => id === started?.json.id));
      t.equal((await daemons[0].call('DELETE', `api/v1/instances/${started?.json.id}`)).status, 204);
      await until(async () =>
        (await Promise.all(daemons.map(listOf))).flat().every(({ id }) => id !== started?.json.id),
      );
    }
  });
});
