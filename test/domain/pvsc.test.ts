import t from 'tap';
import { pvscFile } from '../../src/domain/pvsc.ts';

t.test('a connection file names the server, and the tunnel for desktops that cannot reach it', async (t) => {
  const text = pvscFile({ name: 'far', host: 'n1.cluster', port: 23456, gateway: 'login1' });
  t.match(text, '<Server name="far" resource="cs://n1.cluster:23456" timeout="60">');
  t.match(text, 'ssh -L 23456:n1.cluster:23456 login1');
  t.match(pvscFile({ name: 'a', host: '::1', port: 1, gateway: 'g' }), 'cs://[::1]:1');
});

t.test('no name or host leaves its place in the XML', async (t) => {
  const text = pvscFile({ name: '"/><x a=\'&\n', host: 'a--b', port: 1, gateway: 'c-->d' });
  t.match(text, 'name="&#34;/&#62;&#60;x a=&#39;&#38;&#10;"');
  t.equal(text.split('-->').length, 2, 'one comment ends once');
  t.notMatch(/<!--([\s\S]*?)-->/.exec(text)?.[1], '--');
});
