import t from 'tap';
import { proxyToServer } from '../support/proxied-instance.ts';
import { ask } from '../support/proxy-client.ts';

t.test('a page of another site cannot change anything', async (t) => {
  const { port, cookie } = await proxyToServer(t, (_request, response) => response.end('done'));
  const post = (headers: Record<string, string>) =>
    ask(port, '/proxy/7/', { method: 'POST', cookie, headers, body: 'x' });
  t.equal((await post({ 'Sec-Fetch-Site': 'cross-site' })).status, 403);
  t.equal((await post({ 'Sec-Fetch-Site': 'same-site', Origin: 'http://other.example' })).status, 403);
  t.match(JSON.parse((await post({ Origin: 'http://other.example' })).text), { code: 'foreign_origin' });
  t.equal((await post({ Origin: `http://127.0.0.1:${port}` })).status, 200);
  t.equal((await post({ 'Sec-Fetch-Site': 'same-origin' })).status, 200);
  t.equal((await post({})).status, 200);
});
