import t from 'tap';
import { embedCode } from '../../src/web/embed-code.ts';

t.test('a notebook shows an instance by the Python client, a page by its address without the host', async (t) => {
  const instance = { id: 'k3x8', name: 'a "b" <c>', path: '/proxy/40123/' };
  t.same(embedCode(instance, 'https://hub.org/user/alice%20b/tm/?x=1#y'), {
    notebook: 'from trame_manager import connect\n\nconnect().instances["k3x8"].show(height=600)',
    html: '<iframe src="/user/alice%20b/tm/proxy/40123/" title="a &quot;b&quot; &lt;c&gt;" width="100%" height="600"></iframe>',
  });
});
