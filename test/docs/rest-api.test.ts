import { readFileSync } from 'node:fs';
import { execa } from 'execa';
import t from 'tap';
import { writeApp } from '../support/app-files.ts';
import { startDaemon } from '../support/daemon.ts';
import { shortDirectory } from '../support/short-directory.ts';

const docs = readFileSync(new URL('../../docs/rest-api.md', import.meta.url), 'utf8');
const blocks = [...docs.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text = '']) => text);

const app = `name: Isosurfaces
kind: web
command: |
  exec python3 -m http.server --bind 127.0.0.1 $PORT
parameters: [{name: resolution, type: integer, min: 3, max: 200, default: 24}]
`;

/** Says of each answer which status it has. */
const watched = `curl() { command curl --write-out '%{stderr}status %{http_code}\\n' "$@"; }`;

const home = shortDirectory(t);
writeApp(home, 'isosurfaces', app);
const daemon = await startDaemon(t, { home, args: ['--port', '0'] });

t.test('the examples for a terminal do what they say', async (t) => {
  const { json } = await daemon.call('POST', 'api/v1/apps/isosurfaces/instances');
  t.teardown(async () => {
    const { instances } = (await daemon.call('GET', 'api/v1/instances')).json;
    for (const { id } of instances) await daemon.call('DELETE', `api/v1/instances/${id}`);
  });
  const [setUp = '', ...examples] = blocks;
  t.ok(examples.length >= 3);
  // The address is this daemon's.
  const before = `${watched}\n${setUp.replace(/^url=.*$/m, '')}`;
  for (const example of examples) {
    const { exitCode, stderr } = await execa('bash', ['-e', '-c', `${before}\n${example}`], {
      cwd: home,
      env: { url: daemon.url, id: json.id, TRAME_MANAGER_TOKEN: daemon.token },
      reject: false,
    });
    t.equal(exitCode, 0, `${example}${stderr}`);
    const statuses = [...stderr.matchAll(/^status (\d+)$/gm)].map(([, status]) => status);
    t.equal(statuses.length, example.split(/^call /m).length - 1, 'each call was made');
    t.ok(
      statuses.every((status) => status?.startsWith('2')),
      `${statuses}`,
    );
  }
  t.equal((await daemon.call('GET', `api/v1/instances/${json.id}`)).status, 404, 'the last one removed it');
});

t.test('every call of the REST API stands in its table', async (t) => {
  const { paths } = (await daemon.call('GET', 'api/v1/openapi.json')).json;
  const missing = Object.keys(paths)
    .map((path) => path.replace('/api/v1/', ''))
    .filter((path) => !docs.includes(path));
  t.same(missing, []);
});
