import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { root } from '../support/python-environment.ts';

t.setTimeout(60_000);

const page = readFileSync(join(root, 'docs', 'web-services.md'), 'utf8');

const askForKeys = `
from jupyter_server_proxy.config import ServerProcess
print(*(name for name in ServerProcess.class_trait_names() if name not in ("config", "parent", "log")))
`;

t.test('docs/web-services.md shows the app files of examples as they are shipped', (t) => {
  const shown = [...page.matchAll(/^<!-- examples\/(.*) -->\n\n```yaml\n([\s\S]*?)^```$/gm)];
  t.strictSame(
    shown.map(([, name]) => name),
    ['xpra', 'nest-desktop', 'voila', 'datasette', 'matlab'],
  );
  for (const [, name = '', yaml] of shown) {
    t.equal(yaml, readFileSync(join(root, 'examples', name, 'app.yml'), 'utf8'), name);
  }
  t.end();
});

t.test('its table lists the keys of jupyter-server-proxy, no more and no less', (t) => {
  const table = page.slice(page.indexOf('## From jupyter-server-proxy'));
  const listed = [...table.matchAll(/^\| `(\w+)` +\|/gm)].map(([, key]) => key);
  // The environment of the tests, as it is: these keys need no wheel.
  const python = join(root, '.venv', 'bin', 'python');
  const keys = execFileSync(python, ['-c', askForKeys], { encoding: 'utf8' }).trim().split(' ');
  t.strictSame(listed.sort(), keys.sort());
  t.end();
});
