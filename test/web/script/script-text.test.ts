import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import t from 'tap';
import { CallHistory, type MadeCall } from '../../../src/web/script/call-history.ts';
import { wholeScript } from '../../../src/web/script/script-text.ts';

const hostile = `it's "$(id)" \`id\` \\n $HOME ünï \u{1f600} </script> # {x}`;
/** As the history has them: the newest first. */
const calls: MadeCall[] = [
  { method: 'DELETE', path: 'instances/k3', body: undefined },
  {
    method: 'POST',
    path: "apps/it's%20%22me%22/instances",
    body: { name: hostile, parameters: { n: 0.5, on: true, off: false, none: null, list: [1, hostile], empty: {} } },
  },
  { method: 'POST', path: 'instances/k3/stop', body: undefined },
];

interface Got {
  method: string;
  url: string;
  authorization: string;
  type: string | undefined;
  body: unknown;
}

/** Runs what `run` starts against a server that notes what it is asked. */
async function heard(t: Tap, run: (base: string) => Promise<unknown>): Promise<Got[]> {
  const got: Got[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const text = Buffer.concat(await request.toArray()).toString();
    const body = text === '' ? undefined : JSON.parse(text);
    got.push({ method, url, authorization: headers.authorization ?? '', type: headers['content-type'], body });
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}/user/o'neil%20b/trame-manager/`);
  return got;
}
type Tap = Pick<typeof t, 'teardown'>;

const wanted = [...calls].reverse().map(({ method, path, body }) => ({
  method,
  url: `/user/o'neil%20b/trame-manager/api/v1/${path}`,
  authorization: 'Bearer s3cret',
  body,
}));

t.test('bash sends what the page sent, whatever is in it', async (t) => {
  const got = await heard(t, (base) =>
    execa('bash', ['-e', '-c', wholeScript('curl', base, calls)], { env: { JUPYTER_TOKEN: 's3cret' } }),
  );
  t.match(got, wanted);
  t.match(
    got.map(({ type }) => type),
    [undefined, 'application/json', undefined],
  );
});

t.test('Python says the same', async (t) => {
  const directory = mkdtempSync('/tmp/trame-manager-script-');
  t.teardown(() => rmSync(directory, { recursive: true }));
  // The few names of requests that are used, over Python's own library: the machine may not have it.
  writeFileSync(join(directory, 'requests.py'), pythonRequests);
  const got = await heard(t, (base) => {
    writeFileSync(join(directory, 'script.py'), wholeScript('python', base, calls));
    return execa('python3', [join(directory, 'script.py')], { env: { JUPYTERHUB_API_TOKEN: 's3cret' } });
  });
  t.match(got, wanted);
  t.notMatch(readFileSync(join(directory, 'script.py'), 'utf8'), 's3cret');
});

const pythonRequests = `
import json as codec, urllib.request

class Answer:
    text = ""
    def raise_for_status(self): pass

class Session:
    def __init__(self): self.headers = {}
    def send(self, method, url, json=None):
        data = None if json is None else codec.dumps(json).encode()
        headers = dict(self.headers, **({} if data is None else {"Content-Type": "application/json"}))
        urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method))
        return Answer()
    def post(self, url, json=None): return self.send("POST", url, json)
    def delete(self, url): return self.send("DELETE", url)
`;

t.test('the history keeps what changed something, the last twenty', (t) => {
  const history = new CallHistory();
  const note = (method: string, path: string) => history.note({ method, path, body: undefined });
  for (const path of ['presets/server/a', 'servers?dry_run=true', 'favourites/apps/cone']) note('PUT', path);
  note('GET', 'system');
  t.strictSame(history.calls, []);
  for (let turn = 0; turn < 25; turn += 1) note('POST', `instances/${turn}/stop`);
  t.equal(history.calls.length, 20);
  t.equal(history.calls[0]?.path, 'instances/24/stop');
  t.end();
});
