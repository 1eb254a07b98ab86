import { EventEmitter } from 'node:events';
import fastify from 'fastify';
import t, { type Test } from 'tap';
import { createPatientAnswers } from '../../src/routes/patient-answer.ts';
import { createInnerServer } from '../../src/wire/inner-server.ts';
import { ownAnswer } from '../../src/wire/own-answer.ts';
import { writeApp } from '../support/app-files.ts';
import { startFront } from '../support/front-fixture.ts';
import { RawClient } from '../support/proxy-client.ts';
import { restApi } from '../support/rest.ts';
import { shortDirectory } from '../support/short-directory.ts';
import { until } from '../support/until.ts';

const listening = `exec ${process.execPath} -e 'require("http").createServer((_, answer) => answer.end()).listen(process.env.PORT)'`;
const sleeping = 'exec sleep 600';

const appYaml = (command: string) => `name: App\nkind: web\ncommand: |\n  ${command}\n`;

async function setUp(t: Test) {
  const home = shortDirectory(t);
  writeApp(home, 'listens', appYaml(listening));
  writeApp(home, 'fails', appYaml('echo no luck; exit 3'));
  writeApp(home, 'sleeps', appYaml(sleeping));
  const rest = await restApi(t, home);
  const launch = (id: string, headers: Record<string, string> = {}) =>
    rest.call('POST', `/api/v1/apps/${id}/instances`, {}, headers);
  return { ...rest, launch };
}

t.test('a launch, a stop and a restart that prefer to wait are answered with what came of them', async (t) => {
  const { call, launch } = await setUp(t);
  const prefer = { prefer: 'wait=300' };
  const ready = await launch('listens', prefer);
  t.match(ready, { status: 201, headers: { 'preference-applied': 'wait=300' }, json: { state: 'ready' } });
  const { id } = ready.json;
  t.match(await call('POST', `/api/v1/instances/${id}/stop`, undefined, prefer), {
    status: 202,
    headers: { 'preference-applied': 'wait=300' },
    json: { id, state: 'stopped' },
  });
  t.match(await call('POST', `/api/v1/instances/${id}/restart`, undefined, prefer), {
    status: 202,
    json: { id, state: 'ready' },
  });
  const failed = await launch('fails', prefer);
  t.match(failed, { status: 201, json: { state: 'failed', exit_code: 3, log_tail: ['no luck'] } });
});

t.test('when the time is over the answer is the state then, and without the preference nobody waits', async (t) => {
  const { launch } = await setUp(t);
  const late = await launch('sleeps', { prefer: 'wait=1' });
  t.match(late, { status: 201, headers: { 'preference-applied': 'wait=1' }, json: { state: 'starting' } });
  for (const prefer of ['wait=0', 'wait=301', 'respond-async']) {
    const { status, headers, json } = await launch('sleeps', { prefer });
    t.match({ status, json }, { status: 201, json: { state: 'starting' } });
    t.notOk(headers['preference-applied'], prefer);
  }
});

t.test('a repetition that finds the first one waiting launches nothing, and waits as well', async (t) => {
  const { call, launch } = await setUp(t);
  const headers = { prefer: 'wait=300', 'idempotency-key': 'k1' };
  const [first, second] = await Promise.all([launch('listens', headers), launch('listens', headers)]);
  t.match(
    [first, second],
    [
      { status: 201, json: { state: 'ready' } },
      { status: 201, json: { id: first.json.id } },
    ],
  );
  t.equal(second.json.state, 'ready');
  t.equal((await call('GET', '/api/v1/instances')).json.instances.length, 1);
  const later = await launch('listens', { 'idempotency-key': 'k1' });
  t.match(later.json, { id: first.json.id, state: 'starting' }, 'without the preference, what was answered first');
});

/** A call that waits for ever, behind the front as in the daemon. */
async function setUpWaiting(t: Test) {
  const thing: Thing = { id: 'a', job: { id: '17' } };
  const things = Object.assign(new EventEmitter<{ change: [Thing]; remove: [string] }>(), { get: () => thing });
  let watchers = 0;
  const queue = {
    watch() {
      watchers += 1;
      return () => {
        watchers -= 1;
      };
    },
  };
  const app = fastify();
  t.teardown(() => app.close());
  const patient = createPatientAnswers(app, queue);
  app.post('/', (request, reply) => patient.settled(request, reply, things, thing, () => false));
  await app.ready();
  const inner = createInnerServer(app.server, () => ownAnswer(500, {}, ''));
  t.teardown(() => inner.close());
  const port = await startFront(t, (request) => inner.forwarding(request));
  const client = new RawClient(t, port).send(
    'POST / HTTP/1.1\r\nHost: x\r\nPrefer: wait=300\r\nContent-Length: 0\r\n\r\n',
  );
  const waits = () => watchers === 1 && things.listenerCount('change') === 1;
  const isOver = () => watchers === 0 && things.listenerCount('change') === 0;
  await until(waits, 'the wait, with an eye on the scheduler');
  return { app, client, isOver };
}

interface Thing {
  id: string;
  job: { id: string } | null;
}

t.test('a client that leaves ends the waiting, and nobody looks at the scheduler any more', async (t) => {
  const { client, isOver } = await setUpWaiting(t);
  client.socket.destroy();
  await until(isOver, 'its end');
});

t.test('the end of the server ends the waiting with an answer', async (t) => {
  const { app, client, isOver } = await setUpWaiting(t);
  const closed = app.close();
  await until(() => client.received.includes('"id":"a"'), 'the answer');
  t.match(client.received, /^HTTP\/1.1 200 OK.*preference-applied: wait=300/s);
  t.ok(isOver());
  await closed;
});
