import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import type { ParaViewSite } from '../../../src/domain/site.ts';
import { fakeJobQueue } from '../../support/fake-job-queue.ts';
import { makeHost, makeStateDirectory } from '../../support/instance-fixture.ts';
import { freePort } from '../../support/paraview.ts';
import { makeServers, untilServer } from '../../support/server-fixture.ts';
import { until } from '../../support/until.ts';

const listening = `exec ${process.execPath} -e 'require("net").createServer().listen(process.env.PORT, "127.0.0.1")'`;
const local: Partial<ParaViewSite> = { start: 'local', command: listening };
const asJob: Partial<ParaViewSite> = {
  start: 'job',
  command: 'exec pvserver',
  job: { template: 'bash {{ command_file }}\n', fields: [] },
};
const request = { name: 'mine', values: {}, after: null };

t.test('a server that was started here is not listed a second time as one that runs by hand', async (t) => {
  const state = await makeStateDirectory(t);
  const port = await freePort();
  const host = await makeHost(state);
  const ports = { reserve: async () => port, release: async () => undefined };
  const looks: number[] = [];
  const servers = await makeServers(t, state, fakeJobQueue().queue, {
    host: { ...host, ports },
    paraview_site: { ...local, known: [{ name: 'By hand', host: 'localhost', port }] },
    paraview: {
      version: async () => '5.11.0',
      isOnPath: () => true,
      portUse: async (asked) => {
        looks.push(asked);
        return 'listening';
      },
      resolve: async () => [],
    },
  });
  t.match(servers.list(), [{ name: 'By hand' }]);
  const removed: string[] = [];
  servers.on('remove', (id) => removed.push(id));
  const { id } = await servers.start(request);
  await until(() => removed.includes(`found-localhost-${port}`), 'the other one to be removed');
  await untilServer(servers, id, 'ready');
  t.strictSame(
    servers.list().map(({ name }) => name),
    ['mine'],
  );
  await servers.stop(id);
  await untilServer(servers, id, 'stopped', 'failed');
  const before = looks.length;
  servers.watch()();
  await until(() => looks.length > before, 'a look at who listens now');
  await until(() => servers.list().length === 2, 'the other one to be listed');
});

t.test('there is a connection file of a server that listens, and of no other', async (t) => {
  const { queue } = fakeJobQueue();
  const state = await makeStateDirectory(t);
  const queued = await makeServers(t, state, queue, { paraview_site: asJob });
  const { id } = await queued.start(request);
  t.throws(() => queued.pvsc(id), { code: 'server_not_ready', message: /"mine" does not listen yet/ });

  const here = await makeServers(t, await makeStateDirectory(t), queue, { paraview_site: local });
  const started = await here.start(request);
  const { port } = await untilServer(here, started.id, 'ready');
  t.match(here.pvsc(started.id), `:${port}"`);
  await here.stop(started.id);
  await untilServer(here, started.id, 'stopped', 'failed');
  t.throws(() => here.pvsc(started.id), { code: 'server_not_ready' });
});

t.test('what is started in which way is told; a server of another way is not started again', async (t) => {
  const { queue } = fakeJobQueue();
  const state = await makeStateDirectory(t);
  const jobs = await makeServers(t, state, queue, { paraview_site: asJob });
  t.match(jobs, { canStart: true, startsJobs: true });
  const { id } = await jobs.start(request);
  t.match(await jobs.startAgain(id, { after: false }), { name: 'mine', after_server_id: null });

  const here = await makeServers(t, state, queue, { paraview_site: local });
  t.match(here, { canStart: true, startsJobs: false });
  await t.rejects(here.startAgain(id, { after: false }), { code: 'not_supported', message: /does not start servers/ });

  const { id: onThisMachine } = await here.start(request);
  const onlyJobs = { code: 'not_supported', message: 'Only a job can wait for a job, and "mine" is none.' };
  const again = await makeServers(t, state, queue, { paraview_site: asJob });
  await t.rejects(again.start({ ...request, after: onThisMachine }), onlyJobs);
  await t.rejects(here.start({ ...request, after: id }), onlyJobs);
  t.match(await again.start({ ...request, after: id }), { after_server_id: id });

  const nowhere = await makeServers(t, await makeStateDirectory(t), queue, { paraview_site: {} });
  t.match(nowhere, { canStart: false, startsJobs: false });
  await t.rejects(nowhere.start(request), { code: 'not_supported' });
});

t.test('the command of a job knows its name and id, and listens to other nodes', async (t) => {
  const state = await makeStateDirectory(t);
  const servers = await makeServers(t, state, fakeJobQueue().queue, { paraview_site: asJob });
  const { id } = await servers.start(request);
  const command = await readFile(join(state, 'servers', id, 'command.sh'), 'utf8');
  t.match(command, /BIND_ADDRESS='?0\.0\.0\.0/);
  t.match(command, new RegExp(`INSTANCE_ID='?${id}`));
  t.match(command, /INSTANCE_NAME='?mine/);
});
