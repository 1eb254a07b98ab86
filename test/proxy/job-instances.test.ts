import t, { type Test } from 'tap';
import { ask } from '../support/proxy-client.ts';
import { anInstance, startProxy, startRawServer, startServer } from '../support/proxy-fixture.ts';
import { aJob, aJobRecord } from '../support/sample-job.ts';

const base = '/user/a%20b/tm/';

async function prepare(t: Test, instance: NonNullable<Parameters<typeof anInstance>[2]>['instance'] = {}) {
  const { upstream } = await startServer(t, (request, response) => response.end(request.url));
  const fixture = await startProxy(t, { basePath: base });
  const listed = await fixture.add(
    anInstance(7, upstream, {
      record: { job: aJobRecord({ path_host: null }) },
      instance: { job: { ...aJob(), usage: null }, ...instance },
    }),
  );
  return { ...fixture, listed, cookie: await fixture.letIn('id7') };
}

t.test('who waited below the number is led to the path of the host, and let in there', async (t) => {
  const fixture = await prepare(t);
  const { cookie, listed, port } = fixture;
  t.equal((await ask(port, '/proxy/7/a', { cookie })).status, 200, 'without a host there is no other path');
  listed.record = { ...listed.record, job: aJobRecord({ path_host: 'n1' }) };
  for (const [asked, location] of [
    ['/proxy/7/', '../n1:7/'],
    ['/proxy/7/a/b.html?x=/', '../../n1:7/a/b.html?x=/'],
    [`${base}proxy/absolute/7/a/`, '../../n1:7/a/'],
  ]) {
    const answer = await ask(port, asked ?? '', { cookie: `other=1; ${cookie}` });
    t.equal(answer.status, 303);
    t.equal(answer.headers.location, location);
    t.equal(answer.headers['cache-control'], 'no-store');
    const cookies = answer.headers['set-cookie'] as string[];
    t.equal(cookies[0], `${cookie}; Path=${base}proxy/n1:7/; HttpOnly; SameSite=Lax`);
    t.equal(cookies[1], `${cookie}; Path=${base}proxy/absolute/n1:7/; HttpOnly; SameSite=Lax`);
  }
  t.equal((await ask(port, '/proxy/n1:7/a?b', { cookie })).text, '/a?b');
  t.equal((await ask(port, '/proxy/absolute/n1:7/a', { cookie })).text, `${base}proxy/absolute/n1:7/a`);
  t.equal((await ask(port, '/proxy/n2:7/', { cookie })).status, 404, 'no other host');
});

t.test('the redirect lets nobody in who was not', async (t) => {
  const { port, listed } = await prepare(t);
  listed.record = { ...listed.record, job: aJobRecord({ path_host: 'n1' }) };
  const answer = await ask(port, '/proxy/7/', { cookie: 'trame_manager_open_id7=guess' });
  t.equal(answer.status, 403);
  t.equal(answer.headers['set-cookie'], undefined);
});

t.test('a job that waits has a page that says why, and when it may start', async (t) => {
  const job = { ...aJob({ phase: 'queued', expected_start_at: '2025-11-21T14:05:00Z' }), usage: null };
  const { port, cookie } = await prepare(t, { state: 'queued', state_reason: 'Other jobs are ahead', job });
  const page = await ask(port, '/proxy/7/', { cookie, headers: { Accept: 'text/html' } });
  t.equal(page.status, 503);
  t.match(page.text, 'Other jobs are ahead');
  t.match(page.text, /expected to start at 21 Nov 2025/);
});

t.test('a job that nobody can be asked of has a page that says that nothing is lost', async (t) => {
  const { port, cookie } = await prepare(t, { state: 'lost', state_reason: 'Lost contact with Slurm since 10:00' });
  const page = await ask(port, '/proxy/7/', { cookie, headers: { Accept: 'text/html' } });
  t.equal(page.status, 502);
  t.match(page.text, /Lost contact with Slurm since 10:00\. Nothing of it is lost/);
  t.notMatch(page.text, 'Open Jupyter on that machine');
  const locked = await ask(port, '/proxy/7/', { headers: { Accept: 'text/html' } });
  t.match(locked.text, 'as soon as it can be reached');
});

t.test('an instance without an announced address is never connected to', async (t) => {
  let connections = 0;
  const { port: foreign } = await startRawServer(t, () => {
    connections += 1;
  });
  const fixture = await startProxy(t);
  await fixture.add(
    anInstance(
      foreign,
      { kind: 'tcp', host: '127.0.0.1', port: 0 },
      { record: { job: aJobRecord({ path_host: null, address: null }) }, instance: { state: 'ending' } },
    ),
  );
  const cookie = await fixture.letIn(`id${foreign}`);
  t.equal((await ask(fixture.port, `/proxy/${foreign}/`, { cookie })).status, 502);
  t.equal(connections, 0);
});
