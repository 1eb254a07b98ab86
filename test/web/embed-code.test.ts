import t from 'tap';
import { embedCode } from '../../src/web/embed-code.ts';

t.test('an instance is embedded by its address without the host, whatever its name', async (t) => {
  const code = embedCode({ name: 'a "b" <c>', path: '/proxy/40123/' }, 'https://hub.org/user/alice%20b/tm/?x=1#y');
  t.same(code, {
    notebook: 'from IPython.display import IFrame; IFrame("/user/alice%20b/tm/proxy/40123/", width="100%", height=600)',
    html: '<iframe src="/user/alice%20b/tm/proxy/40123/" title="a &quot;b&quot; &lt;c&gt;" width="100%" height="600"></iframe>',
  });
});
