import { EventEmitter } from 'node:events';
import t, { type Test } from 'tap';
import { createAccessStore } from '../../src/adapters/access-store.ts';
import type { Instance } from '../../src/domain/instance.ts';
import { createPanelLinks } from '../../src/routes/side-panel-links.ts';
import { createAccessTokens } from '../../src/services/access-tokens.ts';

const first = { id: 'a1', started_at: '2026-01-01T10:00:00.000Z' } as Instance;

t.test('a link stays the same until a browser used it', async (t) => {
  const { links, access } = make(t);
  const url = await links(first);
  t.match(url, /^\/a1\/./);
  t.equal(await links(first), url);
  t.match(await access.redeem('a1', tokenOf(url), 0), { result: 'opened' });
  const next = await links(first);
  t.not(next, url, 'the next browser is let in, too');
  t.ok(access.isFresh('a1', tokenOf(next), 0));
});

t.test(
  'another run, and an instance that comes back under the id of one that was removed, have links of their own',
  async (t) => {
    const { links, instances } = make(t);
    const url = await links(first);
    t.not(await links({ ...first, started_at: '2026-01-01T11:00:00.000Z' }), url);
    const again = await links({ ...first, started_at: '2026-01-01T11:00:00.000Z' });
    instances.emit('remove', 'a1');
    t.not(await links({ ...first, started_at: '2026-01-01T11:00:00.000Z' }), again);
  },
);

function make(t: Test) {
  const directory = t.testdir({ a1: {} });
  const access = createAccessTokens({ store: createAccessStore((id) => `${directory}/${id}`) });
  const instances = new EventEmitter<{ remove: [string]; change: [Instance] }>();
  const links = createPanelLinks({ instances, access, linkUrl: (id, token) => `/${id}/${token}` });
  return { access, instances, links };
}

function tokenOf(url: string): string {
  return url.split('/').at(-1) ?? '';
}
