import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { writeApp } from '../support/app-files.ts';
import { waitUntil } from '../support/daemon.ts';
import { restApi } from '../support/rest.ts';
import { shortDirectory } from '../support/short-directory.ts';
import { unzip } from '../support/unzip.ts';

const env = { LICENSE_KEY: 'licence-7F3A-9921', JUPYTERHUB_API_TOKEN: 'a81f0c77d2e94b30', PLAIN: 'plain-value' };
const app = `name: Cone
command: |
  echo "key $(cat "$SESSION_DIR/auth.key") at $REMOTE_CONTROL_ENDPOINT"
  echo "license=$LICENSE_KEY password is $DB_PASSWORD, mesh $PARAM_MESH"
  exit 3
environment: {DB_PASSWORD: correct-horse}
parameters:
  - {name: mesh, label: Mesh, type: string, default: fine-mesh}
`;

/** An instance of `app` that has failed, and its reports. */
async function failed(t: { teardown(handler: () => unknown): void }) {
  const home = shortDirectory(t);
  const directory = writeApp(home, 'cone', app);
  const { call, app: server } = await restApi(t, home, [], env);
  const { id } = (await call('POST', '/api/v1/apps/cone/instances', { name: 'Größe 7/8' })).json;
  const state = async () => (await call('GET', `/api/v1/instances/${id}`)).json.state;
  await waitUntil(async () => (await state()) === 'failed', 'failed');
  const session = join(home, '.local/state/trame-manager/sessions', id);
  const secrets = ['auth.key', 'remote_control'].map((name) =>
    readFileSync(join(session, name), 'utf8').replace(/^\//, ''),
  );
  const ask = () => server.inject(`/api/v1/instances/${id}/report`);
  const files = async () => unzip((await ask()).rawPayload);
  return { call, ask, files, id, directory, session, secrets: [...secrets, 'correct-horse', ...secretsOf(env)] };
}

function secretsOf({ LICENSE_KEY, JUPYTERHUB_API_TOKEN }: typeof env): string[] {
  return [LICENSE_KEY, JUPYTERHUB_API_TOKEN];
}

const everything = ['instance.json', 'record.json', 'app.yml', 'command.sh', 'script.sh'];
const daemonFiles = ['settings.json', 'site.yml', 'environment.txt'];

t.test('a report has what a help desk needs, and no secret', async (t) => {
  const { ask, call, files, id, secrets } = await failed(t);
  const { statusCode, headers } = await ask();
  t.equal(statusCode, 200);
  t.equal(headers['content-type'], 'application/zip');
  t.equal(headers['content-disposition'], 'attachment; filename="Gr__e_7_8-report.zip"');
  const found = await files();
  t.same(Object.keys(found), ['README.txt', ...everything, ...daemonFiles, 'log.txt']);
  const instance = JSON.parse(found['instance.json'] ?? '');
  t.match(instance, { id, state: 'failed', exit_code: 3, parameters: { mesh: 'fine-mesh' } });
  t.match(JSON.parse(found['record.json'] ?? ''), { version: 1, id });
  t.equal(
    found['log.txt'],
    'key [removed] at /[removed]\nlicense=[removed] password is [removed], mesh fine-mesh\n',
    'a short log is whole',
  );
  t.same(instance.log_tail.slice(-1), ['license=[removed] password is [removed], mesh fine-mesh']);
  t.match(found['app.yml'], /^name: Cone\n.*DB_PASSWORD: \[removed\]/s);
  t.match(found['environment.txt'], /^JUPYTERHUB_API_TOKEN {2}# withheld\n.*^PLAIN\n/ms);
  t.match(found['README.txt'], new RegExp(`Node\\.js +${process.version}.*Nothing: all could be read`, 's'));
  t.match(JSON.parse(found['settings.json'] ?? ''), { site: { name: 'desktop', scheduler: 'none' } });
  const text = JSON.stringify(found);
  for (const secret of [...secrets, 'plain-value']) t.notOk(text.includes(secret), `${secret} is not in it`);
  t.equal((await call('GET', '/api/v1/instances/zzz/report')).json.code, 'instance_not_found');
  const { paths } = (await call('GET', '/api/v1/openapi.json')).json;
  t.ok(paths['/api/v1/instances/{id}/report'].get.responses[200].content['application/zip']);
});

t.test('of a long log the end is there, without secrets wherever it was cut', async (t) => {
  const { call, files, id, session, secrets } = await failed(t);
  const { url } = (await call('POST', `/api/v1/instances/${id}/links`)).json;
  const token = url.split('launch_token=')[1];
  const known = [...secrets, token];
  // Lines of a length that shares no factor with the pieces: secrets lie across every border.
  const line = (index: number) => `${index} <${known[index % known.length]}> "${known[0]}"${'.'.repeat(index % 89)}\n`;
  const log = join(session, 'log');
  for (let part = 0; part < 60; part += 1) {
    appendFileSync(log, Array.from({ length: 1000 }, (_, index) => line(part * 1000 + index)).join(''));
  }
  const { 'log.txt': text = '' } = await files();
  t.match(text, /^--- The end of a log of \d+ bytes, cut by Trame Manager at 20.*Z\..*---\n\d+ <\[removed\]> "\[remo/);
  t.ok(text.endsWith(line(59_999).replace(/<.*>/, '<[removed]>').replace(/".*"/, '"[removed]"')));
  t.ok(text.length > 2_000_000 && text.length < 5_000_000, `${text.length}`);
  for (const secret of known) t.notOk(text.includes(secret), `${secret} is not in it`);
  for (const secret of known) t.notOk(text.includes(`${secret.slice(-12)}>`), 'nor the end of one');
});

t.test('what cannot be read is told, and the rest is there', async (t) => {
  const { files, directory, session } = await failed(t);
  for (const name of ['script.sh', 'command.sh']) rmSync(join(session, name));
  execFileSync('mkfifo', [join(session, 'script.sh')]);
  symlinkSync('/etc/passwd', join(session, 'command.sh'));
  writeFileSync(join(directory, 'app.yml'), 'name: 3\n');
  const broken = await files();
  t.same(Object.keys(broken), ['README.txt', 'instance.json', 'record.json', 'app.yml', ...daemonFiles, 'log.txt']);
  t.match(broken['README.txt'], /app\.yml: the app file has an error now: /);
  t.match(broken['README.txt'], /command\.sh: it is a symbolic link\n {2}script\.sh: it is a pipe\n/);

  rmSync(directory, { recursive: true });
  rmSync(join(session, 'auth.key'));
  const gone = await files();
  t.same(Object.keys(gone), ['README.txt', 'instance.json', 'record.json', ...daemonFiles]);
  t.match(gone['README.txt'], /app\.yml: the app is not there any more.*log\.txt: it is left out, as the app's own/s);
  t.same(JSON.parse(gone['instance.json'] ?? '').log_tail, [], 'the key may be in these lines, too');
});

const site = `title: Test
scheduler: none
environment: {commands: [export DB_PASSWORD=correct-horse]}
paraview:
  start: local
  command: |
    echo "license=$LICENSE_KEY, token $JUPYTERHUB_API_TOKEN, the password: hunter-2222 mesh $PARAM_MESH"
    cat $HOME/secrets
    exit 3
  fields:
    - {name: mesh, label: Mesh, type: string, default: fine-mesh}
`;

t.test('a report on a ParaView server has what a help desk needs, and no secret', async (t) => {
  const home = shortDirectory(t);
  const file = join(home, 'site.yml');
  writeFileSync(file, site);
  writeFileSync(join(home, 'secrets'), `${env.JUPYTERHUB_API_TOKEN}\n`);
  const { call, app: server } = await restApi(t, home, ['--configuration', file], env);
  const { id } = (await call('POST', '/api/v1/servers', { name: 'Größe 7/8' })).json;
  const state = async () => (await call('GET', `/api/v1/servers/${id}`)).json.state;
  await waitUntil(async () => (await state()) === 'failed', 'failed');
  const { statusCode, headers, rawPayload } = await server.inject(`/api/v1/servers/${id}/report`);
  t.equal(statusCode, 200);
  t.equal(headers['content-type'], 'application/zip');
  t.equal(headers['content-disposition'], 'attachment; filename="Gr__e_7_8-report.zip"');
  const found = unzip(rawPayload);
  const own = ['server.json', 'record.json', 'command.sh', 'script.sh'];
  t.same(Object.keys(found), ['README.txt', ...own, ...daemonFiles, 'log.txt']);
  t.match(JSON.parse(found['server.json'] ?? ''), { id, state: 'failed', exit_code: 3, values: { mesh: 'fine-mesh' } });
  t.match(JSON.parse(found['record.json'] ?? ''), { version: 1, id, kind: 'local' });
  t.equal(found['log.txt'], 'license=[removed], token , the password: [removed] mesh fine-mesh\n[removed]\n');
  t.match(found['command.sh'], /^echo "license=\$LICENSE_KEY.*exit 3\n$/s);
  t.match(found['script.sh'], 'export DB_PASSWORD=[removed]\n');
  t.match(found['README.txt'], /server\.json +what the card shows.*Nothing: all could be read.*values of the form/s);
  const text = JSON.stringify(found);
  for (const secret of [...secretsOf(env), 'correct-horse', 'hunter-2222', 'plain-value'])
    t.notOk(text.includes(secret), `${secret} is not in it`);

  rmSync(join(home, '.local/state/trame-manager/servers', id, 'log'));
  const less = unzip((await server.inject(`/api/v1/servers/${id}/report`)).rawPayload);
  t.match(less['README.txt'], /log\.txt: it is not there/);
  t.equal((await call('DELETE', `/api/v1/servers/${id}`)).status, 204);
  t.equal((await call('GET', `/api/v1/servers/${id}/report`)).json.code, 'server_not_found');
});

t.test('there is none on a ParaView server that was not started here', async (t) => {
  const home = shortDirectory(t);
  const listener = createServer().listen(0, '127.0.0.1');
  t.teardown(() => listener.close());
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  const file = join(home, 'site.yml');
  writeFileSync(file, `title: Test\nparaview: {known: [{name: By hand, host: localhost, port: ${port}}]}\n`);
  const { call } = await restApi(t, home, ['--configuration', file]);
  const [found] = (await call('GET', '/api/v1/servers')).json.servers;
  t.equal((await call('GET', `/api/v1/servers/${found.id}/report`)).json.code, 'not_supported');
});
