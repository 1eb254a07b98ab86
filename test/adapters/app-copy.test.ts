import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { createAppCopier } from '../../src/adapters/app-copy.ts';
import { createPatience, NoAnswer } from '../../src/adapters/patience.ts';
import { copyLimits } from '../../src/domain/app-copy.ts';

const appYaml = 'name: Cone\ncommand: exec true\n';
const copier = createAppCopier(createPatience(5000));

t.test('an app is copied with all that lies beside its file', async (t) => {
  const { app, apps } = setUp(t);
  mkdirSync(join(app, 'parts/deep'), { recursive: true });
  writeFileSync(join(app, 'parts/deep/data.bin'), Buffer.from([0, 255, 10]));
  writeFileSync(join(app, 'start.sh'), '#!/bin/sh\n');
  chmodSync(join(app, 'start.sh'), 0o755);
  symlinkSync('parts/deep/data.bin', join(app, 'data'));
  symlinkSync(join(app, 'start.sh'), join(app, 'absolute'));
  mkdirSync(join(app, '__pycache__'));
  mkdirSync(join(app, '.git'));
  t.same(await copier.survey(app), { files: 3, bytes: appYaml.length + 3 + 10, faults: [] });

  const target = join(apps, 'mine');
  await copier.copy(app, target);
  t.same(readdirSync(target).sort(), ['absolute', 'app.yml', 'data', 'parts', 'start.sh']);
  t.same([...readFileSync(join(target, 'data'))], [0, 255, 10]);
  t.equal(readlinkSync(join(target, 'absolute')), 'start.sh', 'a link within leads to the copy');
  t.equal(statSync(join(target, 'start.sh')).mode & 0o777, 0o700);
  t.equal(statSync(join(target, 'app.yml')).mode & 0o777, 0o600, 'it is for this user alone');
  t.match(await copier.read(target), { id: 'mine', name: 'Cone' });
  t.same(readdirSync(join(apps, '..')), ['trame'], 'nothing else is left');
});

t.test('what leads out, is no file, or is too much, keeps it from being copied', async (t) => {
  const cases: [string, RegExp, (app: string) => void][] = [
    ['a link out', /^secret is a link that leads out/, (app) => symlinkSync('/etc/passwd', join(app, 'secret'))],
    ['a link up', /^up is a link that leads out/, (app) => symlinkSync('../..', join(app, 'up'))],
    [
      'a link by way of another',
      /^b is a link that leads out/,
      (app) => {
        mkdirSync(join(app, 'd'));
        symlinkSync('/', join(app, 'd/root'));
        symlinkSync('d/root/etc/passwd', join(app, 'b'));
      },
    ],
    ['a pipe', /^pipe is neither a file nor a directory/, (app) => execFileSync('mkfifo', [join(app, 'pipe')])],
    [
      'large files',
      /more than 50 MB/,
      (app) => {
        writeFileSync(join(app, 'large'), '');
        truncateSync(join(app, 'large'), copyLimits.bytes + 1);
      },
    ],
    [
      'deep directories',
      /nested more than 20 deep/,
      (app) => mkdirSync(join(app, 'd/'.repeat(23)), { recursive: true }),
    ],
  ];
  for (const [what, fault, change] of cases) {
    const { app, apps } = setUp(t);
    change(app);
    t.match((await copier.survey(app)).faults.join('\n'), new RegExp(fault.source, 'm'), what);
    await t.rejects(copier.copy(app, join(apps, 'mine')), { code: 'app_not_copied' }, what);
    t.notOk(await copier.isTaken(join(apps, 'mine')), 'and nothing is there');
  }
});

t.test('a name that is taken stays what it is', async (t) => {
  const { app, apps } = setUp(t);
  const target = join(apps, 'mine');
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'app.yml'), 'name: Another\n');
  await t.rejects(copier.copy(app, target), { code: 'app_exists' });
  t.equal(readFileSync(join(target, 'app.yml'), 'utf8'), 'name: Another\n');
  t.same(readdirSync(join(apps, '..')), ['trame']);
});

t.test('what is no app is told as such', async (t) => {
  const { app } = setUp(t);
  t.match(await copier.read(join(app, 'app.yml')), { id: 'cone' }, 'the file stands for its directory');
  const refused = (path: string) =>
    copier.read(path).then(
      () => 'read',
      (error: Error) => error.message,
    );
  t.match(await refused(join(app, 'none')), /none: It is not there/);
  t.match(await refused(join(app, '..')), /There is no app.yml in it/);
  writeFileSync(join(app, 'main.py'), '');
  t.match(await refused(join(app, 'main.py')), /It is no app file: those are called app.yml or app.yaml/);
  writeFileSync(join(app, 'app.yml'), 'name: Cone\ncomand: x\n');
  t.match(await refused(app), /app.yml:2: There is no field "comand"/);
  const silent = createAppCopier({ ask: (place) => Promise.reject(new NoAnswer(place)) });
  await t.rejects(silent.read(app), { code: 'app_not_copied', message: /does not answer/ });
});

t.test('a place that every user may change is told', async (t) => {
  const { app } = setUp(t);
  chmodSync(app, 0o777);
  t.match(await copier.openToAll(app), /Every user of this machine may change/);
  chmodSync(app, 0o755);
  t.equal(await copier.openToAll(app), null);
});

function setUp(t: Test) {
  const directory = t.testdir({ shared: { cone: { 'app.yml': appYaml } }, data: {} });
  return { app: join(directory, 'shared/cone'), apps: join(directory, 'data/trame') };
}
