import t from 'tap';
import { linkUrl, resolveTarget } from '../../src/proxy/proxy-target.ts';
import { anInstance, InstanceList } from '../support/proxy-fixture.ts';

t.test('a link leads to where the app opens', async (t) => {
  const record = { number: 40_123, absolute_url: false, open_path: '/index.html' };
  t.equal(linkUrl('/', { ...record, open_path: '/' }, 'T'), '/proxy/40123/?launch_token=T');
  t.equal(linkUrl('/user/a%20b/tm/', record, 'T'), '/user/a%20b/tm/proxy/40123/index.html?launch_token=T');
  t.equal(linkUrl('/', { ...record, open_path: '/lab?x=1#tab' }, 'T'), '/proxy/40123/lab?x=1&launch_token=T#tab');
  t.equal(
    linkUrl('/', { ...record, absolute_url: true, open_path: '/' }, 'T'),
    '/proxy/absolute/40123/?launch_token=T',
  );
});

t.test('with or without the base, the same instance is meant', async (t) => {
  const instances = new InstanceList();
  instances.listed.push(anInstance(7, { kind: 'unix', path: '/x' }));
  for (const url of ['/a/b/proxy/7/x?y', '/proxy/7/x?y', '/a/%62/proxy/7/x?y']) {
    const resolved = resolveTarget(url, '/a/b/', instances);
    t.match(resolved, { kind: 'instance', target: { id: 'id7', rest: '/x?y', upstreamPath: '/x?y', absolute: false } });
  }
  t.match(resolveTarget('/a/%62/proxy/absolute/7/x', '/a/b/', instances), {
    target: { upstreamPath: '/a/%62/proxy/absolute/7/x', prefix: '/a/%62/proxy/absolute/7/' },
  });
  t.match(resolveTarget('/proxy/8/', '/a/b/', instances), { kind: 'unknown' });
  t.match(resolveTarget('/proxy/7?x', '/a/b/', instances), { kind: 'add_slash', location: '7/?x' });
});
