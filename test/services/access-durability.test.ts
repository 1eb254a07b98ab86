import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { shortDirectory } from '../support/short-directory.ts';
import { syncedNames } from '../support/synced-files.ts';

const { createAccessStore } = await import('../../src/adapters/access-store.ts');
const { createAccessTokens } = await import('../../src/services/access-tokens.ts');

t.test('that a link was used or taken back survives a power cut, its name included; a new one need not', async (t) => {
  const state = shortDirectory(t);
  await mkdir(join(state, 'run'));
  const tokens = createAccessTokens({ store: createAccessStore((id) => join(state, id)) });
  const { token } = await tokens.createLink('run');
  t.strictSame(syncedNames(), ['new access.json']);
  t.match(await tokens.redeem('run', token, 0), { result: 'opened' });
  t.strictSame(syncedNames(), ['new access.json', 'run']);
  await tokens.revokeAll('run');
  t.strictSame(syncedNames(), ['new access.json', 'run']);
});
