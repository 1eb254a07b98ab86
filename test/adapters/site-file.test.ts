import { writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import t from 'tap';
import { checkSiteFile, readSiteFile, resolveSite } from '../../src/adapters/site-file.ts';
import { UsageError } from '../../src/domain/errors.ts';
import { siteDefaults } from '../../src/domain/site.ts';

const shipped = resolve(import.meta.dirname, '../../configurations');

t.test('every shipped configuration is good, and "desktop" has the documented defaults', async (t) => {
  const site = await resolveSite('desktop', shipped);
  t.same(site, {
    file: join(shipped, 'desktop.yml'),
    name: 'desktop',
    title: 'Desktop',
    scheduler: 'none',
    environmentCommands: [],
    instances: {
      maximum: 50,
      idleTimeoutMs: 14_400_000,
      keepStoppedMs: 604_800_000,
      stopGraceMs: 10_000,
      maximumLogBytes: 20_000_000,
    },
    schedulerOptions: siteDefaults.schedulerOptions,
    paraview: {
      ...siteDefaults.paraview,
      start: 'local',
      known: [{ name: 'By hand', host: 'localhost', port: 11_111 }],
      command: site.paraview.command,
      requiredProgram: 'pvserver',
      fields: site.paraview.fields,
    },
    jobs: null,
    places: siteDefaults.places,
    help: [],
  });
  t.match(site.paraview.command, /pvserver/);
  t.match(site.paraview.fields, [{ name: 'processes', type: 'integer', default: 1 }]);
});

t.test('an empty configuration has the same defaults, and starts no ParaView servers', async (t) => {
  const file = join(t.testdir({ 'bare.yml': '{}' }), 'bare.yml');
  const { file: _file, name, title, paraview, ...rest } = await resolveSite(file, shipped);
  const {
    file: _desktop,
    name: _name,
    title: _title,
    paraview: _servers,
    ...desktop
  } = await resolveSite('desktop', shipped);
  t.same(rest, desktop);
  t.same([name, title, paraview], ['bare', 'bare', siteDefaults.paraview]);
});

t.test('a file of one’s own is read, by a relative path too', async (t) => {
  const text = `
title: Our institute
scheduler: slurm
environment: {commands: [source /etc/profile.d/modules.sh]}
instances: {maximum: 3, idle_timeout_seconds: 0, keep_stopped_days: 0.5, stop_grace_seconds: 1, maximum_log_megabytes: 2}
help: [{title: Manual, url: "https://example.org/manual"}]
`;
  const file = join(t.testdir({ 'ours.yaml': text }), 'ours.yaml');
  for (const path of [file, `./${relative('.', file)}`]) {
    t.same(await resolveSite(path, shipped), {
      file,
      name: 'ours',
      title: 'Our institute',
      scheduler: 'slurm',
      environmentCommands: ['source /etc/profile.d/modules.sh'],
      instances: {
        maximum: 3,
        idleTimeoutMs: 0,
        keepStoppedMs: 43_200_000,
        stopGraceMs: 1000,
        maximumLogBytes: 2_000_000,
      },
      ...siteDefaults,
      help: [{ title: 'Manual', url: 'https://example.org/manual' }],
    });
  }
});

t.test('a mistake is named with file, line, column, key and what mends it', async (t) => {
  const file = join(t.testdir({}), 'site.yml');
  for (const [text, place, message, hint] of [
    ['instances:\n  maximun: 3', '2:3', /no field "instances.maximun"/, /Did you mean "maximum"/],
    ['titel: x', '1:1', /no field "titel"/, /Did you mean "title"/],
    ['scheduler: pbs', '1:12', /"scheduler" has to be one of "none", "slurm"/, null],
    ['scheduler: slrum', '1:12', /"scheduler"/, /Did you mean "slurm"/],
    ['instances: {maximum: 0}', '1:22', /from 1 to 10000/, null],
    ['instances: {maximum: 1.5}', '1:22', /whole number/, null],
    ['instances: {stop_grace_seconds: -1}', '1:33', /from 0 to 3600/, null],
    ['instances: {keep_stopped_days: "7"}', '1:32', /a number/, /without quotes/],
    ['environment: {commands: module load x}', '1:25', /list of shell commands/, /list/],
    ['help: [{title: x, url: "javascript:alert(1)"}]', '1:24', /web address/, /https/],
    ['help: [{title: x}]', '1:8', /"help\[0\].url" is missing/, null],
    ['a: [', '1:', /not closed/, null],
    ['', '1:1', /empty/, null],
  ] as const) {
    writeFileSync(file, text);
    const error = await resolveSite(file, shipped).catch((thrown) => thrown);
    t.type(error, UsageError, text);
    t.match(error.message, `${file}:${place}`, text);
    t.match(error.message, message, text);
    if (hint !== null) t.match(error.message, hint, text);
    const problems = await checkSiteFile(file);
    t.match(problems, [{ message, line: Number(place.split(':')[0]) }]);
    t.equal(problems.length, 1, text);
  }
});

t.test('all mistakes are listed', async (t) => {
  const file = join(t.testdir({ 'site.yml': 'title: 5\nscheduler: x\nzzz: 1\n' }), 'site.yml');
  t.same(
    (await checkSiteFile(file)).map((problem) => problem.line),
    [1, 2, 3],
  );
  await t.rejects(resolveSite(file, shipped), { message: /1:8.*\n.*2:12.*\n.*3:1/ });
});

t.test('a good file has no problems', async (t) => {
  t.same(await checkSiteFile(join(shipped, 'desktop.yml')), []);
});

t.test('whatever holds a "/" is a file, whatever its name ends in', async (t) => {
  t.match(await resolveSite(join(t.testdir({ desktop: 'title: Mine' }), 'desktop'), shipped), { title: 'Mine' });
});

t.test('a file that is not there is a usage error', async (t) => {
  await t.rejects(resolveSite('/nowhere/site.yml', shipped), {
    name: 'UsageError',
    message: /nowhere\/site.yml: It is not there/,
  });
  t.match(await readSiteFile(t.testdir({})), { ok: false, problems: [{ message: /is a directory/ }] });
});

t.test('an unknown name lists the shipped ones', async (t) => {
  await t.rejects(resolveSite('desktpo', shipped), {
    name: 'UsageError',
    message: /Did you mean "desktop".*Shipped are: .*desktop/,
  });
  await t.rejects(resolveSite('..', shipped), { name: 'UsageError', message: /no site configuration "\.\."/ });
  await t.rejects(resolveSite('', shipped), { name: 'UsageError' });
  await t.rejects(resolveSite('desktop', '/nowhere'), { name: 'UsageError', message: /None is shipped/ });
});
