import { chmod, mkdir, mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { makeRuntimeDirectory } from '../../src/adapters/runtime-directory.ts';

const uid = process.getuid?.() ?? 0;

async function makeTemporary(): Promise<string> {
  const directory = await mkdtemp('/tmp/trame-manager-test-');
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

t.test("it lies in XDG_RUNTIME_DIR, else below /tmp, and is the user's alone", async (t) => {
  const temporary = await makeTemporary();
  const runtime = await makeTemporary();
  const inRuntime = await makeRuntimeDirectory({ XDG_RUNTIME_DIR: runtime }, temporary);
  t.equal(inRuntime, join(runtime, 'trame-manager'));
  t.equal((await stat(inRuntime)).mode & 0o777, 0o700);
  t.equal(await makeRuntimeDirectory({}, temporary), join(temporary, `trame-manager-${uid}`));
  t.equal(await makeRuntimeDirectory({}, temporary), join(temporary, `trame-manager-${uid}`), 'again the same');
  t.equal(
    await makeRuntimeDirectory({ XDG_RUNTIME_DIR: '/not/there' }, temporary),
    join(temporary, `trame-manager-${uid}`),
  );
  t.equal(
    await makeRuntimeDirectory({ XDG_RUNTIME_DIR: `${runtime}/with space` }, temporary),
    join(temporary, `trame-manager-${uid}`),
  );
});

t.test('a place that others can enter, or that leads elsewhere, is not used', async (t) => {
  const open = await makeTemporary();
  await mkdir(join(open, `trame-manager-${uid}`));
  await chmod(join(open, `trame-manager-${uid}`), 0o777);
  const other = await makeRuntimeDirectory({}, open);
  t.match(other, new RegExp(`trame-manager-${uid}-`));
  t.equal((await stat(other)).mode & 0o777, 0o700);
  const linked = await makeTemporary();
  await symlink(open, join(linked, `trame-manager-${uid}`));
  t.not(await makeRuntimeDirectory({}, linked), join(linked, `trame-manager-${uid}`));
});
