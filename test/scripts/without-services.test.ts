import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { withoutServices } from '../../scripts/without-services.mjs';
import { shortDirectory } from '../support/short-directory.ts';

t.test('services are forbidden while the work lasts, and not afterwards, also when it fails', async (t) => {
  const file = join(shortDirectory(t), 'policy-rc.d');
  t.equal(await withoutServices(async () => spawnSync(file, ['munge', 'start']).status, file), 101);
  t.notOk(existsSync(file));
  await t.rejects(
    withoutServices(() => Promise.reject(new Error('no network')), file),
    /no network/,
  );
  t.notOk(existsSync(file));
});

t.test('a policy of the machine itself stays; one that was left behind goes', async (t) => {
  const file = join(shortDirectory(t), 'policy-rc.d');
  writeFileSync(file, '#!/bin/sh\nexit 0\n');
  await withoutServices(async () => undefined, file);
  t.equal(readFileSync(file, 'utf8'), '#!/bin/sh\nexit 0\n');
  const other = join(shortDirectory(t), 'policy-rc.d');
  const leftBehind = await withoutServices(async () => readFileSync(other, 'utf8'), other);
  writeFileSync(other, leftBehind);
  await withoutServices(async () => undefined, other);
  t.notOk(existsSync(other));
});
