import fastify from 'fastify';
import t, { type Test } from 'tap';
import { ManagerError } from '../../src/domain/errors.ts';
import type { Instance, InstanceState } from '../../src/domain/instance.ts';
import { openingFailed } from '../../src/proxy/opening-failed.ts';
import { registerErrorHandler } from '../../src/routes/error-handler.ts';
import { openRoute } from '../../src/routes/open.ts';
import { aJob } from '../support/sample-job.ts';

/** The route by itself, with one instance in this state; `failing` is what a restart throws. */
async function prepare(test: Test, state: InstanceState, failing?: ManagerError, job: Instance['job'] = null) {
  const restarted: string[] = [];
  const app = fastify();
  test.teardown(() => app.close());
  registerErrorHandler(app);
  await app.register(openRoute, {
    instances: {
      get(id) {
        if (id !== 'k3') throw new ManagerError('instance_not_found', `There is no instance "${id}".`);
        return { id, state, job } as Instance;
      },
      async restart(id) {
        if (failing) throw failing;
        restarted.push(id);
        return { id } as Instance;
      },
    },
    access: { createLink: async () => ({ token: 'T', expiresAt: '' }) },
    linkUrl: (_id, token) => `/user/a/tm/proxy/40123/index.html?k=1&launch_token=${token}#top`,
    basePath: '/user/a/tm/',
    explain: openingFailed,
  });
  const call = (method: 'GET' | 'POST', url: string, accept = 'text/html') =>
    app.inject({ method, url, headers: { accept, 'content-type': 'application/x-www-form-urlencoded' } });
  return { call, restarted };
}

t.test('the button leads to the instance by a fresh link', async (t) => {
  const { call, restarted } = await prepare(t, 'ready');
  const answer = await call('POST', '/open/k3');
  t.equal(answer.statusCode, 303);
  t.equal(answer.headers.location, '../proxy/40123/index.html?k=1&launch_token=T#top');
  t.same(restarted, []);
});

t.test('the button starts an instance again that has ended', async (t) => {
  const { call, restarted } = await prepare(t, 'failed');
  t.equal((await call('POST', '/open/k3')).statusCode, 303);
  t.same(restarted, ['k3']);
});

t.test('a job that nobody can say anything of now is not started a second time', async (t) => {
  const { call, restarted } = await prepare(t, 'lost', undefined, { ...aJob(), usage: null });
  t.equal((await call('POST', '/open/k3')).statusCode, 303);
  t.same(restarted, []);
});

t.test('a GET changes nothing and leads to the page of the instance', async (t) => {
  const { call, restarted } = await prepare(t, 'stopped');
  const answer = await call('GET', '/open/k3');
  t.equal(answer.statusCode, 303);
  t.equal(answer.headers.location, '../proxy/40123/index.html?k=1#top');
  t.same(restarted, []);
});

t.test('who cannot open it is told why on a page, with a way on', async (t) => {
  const gone = new ManagerError('invalid_data_directory', 'The directory "/data/<x>" is gone.');
  const { call } = await prepare(t, 'failed', gone);
  const page = await call('POST', '/open/k3');
  t.equal(page.statusCode, 422);
  t.match(page.headers['content-type'], 'text/html');
  t.match(page.headers['content-security-policy'], "default-src 'none'");
  for (const part of ['&quot;/data/&lt;x&gt;&quot; is gone.', 'action="./k3"', '<a href="../">'])
    t.match(page.body, part);
  const problem = await call('POST', '/open/k3', 'application/json');
  t.equal(problem.statusCode, 422);
  t.match(problem.json(), { code: 'invalid_data_directory', hint: String });
});

t.test('an instance that was removed meanwhile is not offered again', async (t) => {
  const { call } = await prepare(t, 'ready');
  for (const method of ['GET', 'POST'] as const) {
    const page = await call(method, '/open/gone');
    t.equal(page.statusCode, 404);
    t.match(page.body, '<h1>There is no such instance</h1>');
    t.notMatch(page.body, '<form');
  }
});
