import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { appDiscovery } from '../../src/adapters/app-file-discovery.ts';
import { createSafePlaces } from '../../src/adapters/safe-place.ts';
import { resolveSite } from '../../src/adapters/site-file.ts';
import { checkStateDirectory } from '../../src/adapters/state-directory.ts';
import { startDaemon } from '../support/daemon.ts';
import { noOtherUser, otherUid } from '../support/other-user.ts';

const skip = noOtherUser;
const yaml = 'name: Cone\ncommand: sleep 1\n';

/** A directory that others can enter. */
function place(t: Test, mode = 0o755): string {
  const directory = mkdtempSync('/tmp/tm-files-');
  chmodSync(directory, mode);
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function makeApp(dataPath: string, owner = 0): string {
  const directory = join(dataPath, 'trame', 'cone');
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'app.yml');
  writeFileSync(file, yaml);
  for (const path of [join(dataPath, 'trame'), directory, file]) chownSync(path, owner, owner);
  return file;
}

async function found(dataPath: string) {
  const { listing } = await appDiscovery([dataPath])();
  return { apps: listing.apps.map(({ id }) => id), problems: listing.problems.map(({ message }) => message) };
}

t.test('an app that another user put into a directory of everybody is not taken', { skip }, async (t) => {
  const shared = place(t, 0o1777);
  const file = makeApp(shared, otherUid);
  t.same(await found(shared), {
    apps: [],
    problems: [
      `"${shared}/trame" was put by another user of this machine into "${shared}", which everybody may write.`,
    ],
  });
  chownSync(join(shared, 'trame'), 0, 0);
  t.same((await found(shared)).apps, ['cone'], 'what this user put there is, whoever owns what is in it');
  chmodSync(join(shared, 'trame', 'cone'), 0o1777);
  t.match(await found(shared), { apps: [], problems: [/^".*\/app\.yml" was put by another user/] });
  chownSync(file, 0, 0);
  t.same((await found(shared)).apps, ['cone']);
});

t.test('an app that everybody may change is not taken, and the message says what mends it', async (t) => {
  for (const open of ['', 'trame', 'trame/cone', 'trame/cone/app.yml']) {
    const shared = place(t);
    makeApp(shared, process.getuid?.() ?? 0);
    const path = join(shared, open);
    const { mode } = statSync(path);
    chmodSync(path, mode | 0o002);
    const { listing } = await appDiscovery([shared])();
    t.match(listing, {
      apps: [],
      problems: [{ message: `Every user of this machine may change "${path}".`, line: null }],
    });
    t.equal(listing.problems[0]?.hint, `Take that right away: chmod o-w ${path}`);
    chmodSync(path, mode | 0o020);
    t.same((await found(shared)).apps, ['cone'], 'a group is trusted, as sites share apps so');
  }
});

t.test('a link does not make a safe place of one that is not', { skip }, async (t) => {
  const [mine, shared] = [place(t), place(t, 0o1777)];
  mkdirSync(join(mine, 'trame'));
  makeApp(shared, otherUid);
  symlinkSync(join(shared, 'trame', 'cone'), join(mine, 'trame', 'cone'));
  t.match(await found(mine), { apps: [], problems: [/was put by another user/] });
  const through = place(t);
  symlinkSync(shared, join(through, 'shared'));
  const check = createSafePlaces();
  t.match(await check(join(through, 'shared', 'trame')), { message: /was put by another user/ });
  t.equal(await check(join(mine, 'trame')), null);
  t.equal(await check(join(mine, 'nothing')), null, 'what is not there harms nobody');
  symlinkSync('loop', join(mine, 'loop'));
  t.equal(await check(join(mine, 'loop')), null);
});

t.test(
  'apps of another account in its own directories are taken: a site has one that keeps them',
  { skip },
  async (t) => {
    const site = join(place(t), 'software');
    makeApp(site, otherUid);
    chownSync(site, otherUid, otherUid);
    t.same((await found(site)).apps, ['cone']);
  },
);

t.test('a site configuration that everybody may change is refused', async (t) => {
  const directory = place(t);
  const file = join(directory, 'site.yml');
  writeFileSync(file, 'title: Site\n');
  t.equal((await resolveSite(file, directory)).title, 'Site');
  chmodSync(file, 0o666);
  await t.rejects(resolveSite(file, directory), { message: /Every user of this machine may change/ });
});

t.test('a state directory that others can write, or own, is refused', { skip }, async (t) => {
  const uid = 4242;
  const own = (path: string, mode: number, owner = uid) => {
    mkdirSync(path, { mode });
    chmodSync(path, mode);
    chownSync(path, owner, owner);
  };
  const make = (mode: number, owner = uid) => {
    const directory = join(place(t), 'state');
    own(directory, mode, owner);
    return directory;
  };
  t.same(await checkStateDirectory(make(0o700), uid), []);
  t.same(await checkStateDirectory(make(0o755), uid), []);
  t.same(await checkStateDirectory(join(place(t), 'later'), uid), [], 'one that is not there yet');
  t.match(await checkStateDirectory(make(0o770), uid), [/The group of .* may change it/]);
  await t.rejects(checkStateDirectory(make(0o777), uid), { message: /Every user of this machine may change/ });
  await t.rejects(checkStateDirectory(make(0o1777), uid), { message: /Every user of this machine may change/ });
  await t.rejects(checkStateDirectory(make(0o700, otherUid), uid), {
    message: /belongs to another user \(uid 65534\)/,
  });
  t.match(await checkStateDirectory(make(0o700, otherUid), 0), [/belongs to another user/], 'root is only told');
  t.same(await checkStateDirectory(make(0o700, 0), uid), [], 'root may be trusted');

  const inSticky = join(place(t, 0o1777), 'state');
  own(inSticky, 0o700, otherUid);
  await t.rejects(checkStateDirectory(inSticky, uid), { message: /was put by another user/ });
  const inOpen = join(place(t, 0o777), 'state');
  own(inOpen, 0o700);
  await t.rejects(checkStateDirectory(inOpen, uid), { message: /Every user of this machine may change/ });
  for (const name of ['sessions', 'servers', 'asset-cache']) {
    const directory = make(0o700);
    own(join(directory, name), 0o700, otherUid);
    await t.rejects(checkStateDirectory(directory, uid), { message: new RegExp(`${name}" belongs to another user`) });
  }
  const linked = join(place(t), 'state');
  symlinkSync(make(0o700, otherUid), linked);
  await t.rejects(checkStateDirectory(linked, uid), { message: /belongs to another user/ });
});

t.test('the daemon does not start on a state directory that everybody may write', async (t) => {
  const home = place(t);
  const state = join(home, 'state');
  mkdirSync(state);
  chmodSync(state, 0o777);
  await t.rejects(startDaemon(t, { home, args: ['--state-dir', state] }), {
    message: /The daemon ended with 2: [\s\S]*is not safe from other users/,
  });
});
