import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import t from 'tap';
import { writeApp } from '../support/app-files.ts';
import { startDaemon, type TestDaemon } from '../support/daemon.ts';
import { root } from '../support/python-environment.ts';
import { shortDirectory } from '../support/short-directory.ts';

t.setTimeout(300_000);

/** Whatever is started ends by itself, and few things run at once. */
const site = `title: Property tests
scheduler: none
instances: {maximum: 3, stop_grace_seconds: 1}
paraview:
  start: local
  fields:
    - {name: nodes, label: Nodes, type: integer, min: 1, max: 16, default: 1}
  command: exec sleep 1
`;
/** As in the examples of the document, so that they can be launched. */
const app = `name: Cone
kind: web
command: exec sleep 1
parameters:
  - {name: resolution, label: Resolution, type: integer, min: 3, max: 200, default: 24}
`;
/** Of each call and phase; the same for the same seed. */
const amount = ['--max-examples=3', '--seed=1'];

t.test('requests made from the OpenAPI document find nothing that it does not say', async (t) => {
  const home = shortDirectory(t);
  writeApp(home, 'cone', app);
  const siteFile = join(home, 'site.yml');
  writeFileSync(siteFile, site);
  const daemon = await startDaemon(t, { home, args: ['--port', '0', '--configuration', siteFile] });
  t.teardown(() => removeAll(daemon));
  const program = join(root, '.venv', 'bin', 'schemathesis');
  const config = fileURLToPath(new URL('schemathesis.toml', import.meta.url));
  const words = ['--config-file', config, 'run', `${daemon.url}api/v1/openapi.json`, '--no-color', '--no-shrink'];
  const { exitCode, all } = await execa(program, [...words, ...amount, '--continue-on-failure'], {
    cwd: home,
    // Other users of the machine read arguments.
    env: { TRAME_MANAGER_TEST_TOKEN: daemon.token },
    all: true,
    reject: false,
  });
  t.equal(exitCode, 0, exitCode === 0 ? 'no findings' : all);
  t.match(all, /[Tt]ested: +\d{2}/);
  t.notMatch(daemon.log(), '"level":50', 'and nothing in the daemon failed');
});

/** Nothing that was started stays. */
async function removeAll({ call }: TestDaemon): Promise<void> {
  for (const kind of ['instances', 'servers']) {
    const { json } = await call('GET', `api/v1/${kind}`);
    for (const { id, is_managed: isManaged } of json[kind]) {
      if (isManaged !== false) await call('DELETE', `api/v1/${kind}/${id}`);
    }
  }
}
