import t from 'tap';
import type { TrameApp } from '../../src/domain/trame-app.ts';
import type { InstanceContext } from '../../src/services/instance-context.ts';
import {
  checkName,
  chooseDataDirectory,
  chooseWorkingDirectory,
  defaultName,
  keepDataDirectory,
} from '../../src/services/instance-request.ts';
import { makeApp } from '../support/instance-fixture.ts';

const directories = new Set(['/work', '/work/cases', '/home/ada/data', '/apps/cone', '/work/$HOME']);
const context = {
  home: '/home/ada',
  env: { RUN: 'cases', JUPYTERHUB_API_TOKEN: 'secret' },
  workingDirectory: '/work',
  host: { directoryFault: async (path: string) => (directories.has(path) ? null : 'does not exist') },
} as unknown as InstanceContext;
const app = (changes: Partial<TrameApp> = {}) => ({ ...makeApp(), directory: '/apps/cone', ...changes });
const refused = (message: RegExp) => ({
  code: 'invalid_data_directory',
  message,
  errors: [{ path: '/data_directory', message }],
});

t.test('a data directory is chosen: as given, or the working directory', async (t) => {
  const choose = (given: string | null, changes: Partial<TrameApp> = {}) =>
    chooseDataDirectory(context, app({ dataDirectory: 'optional', ...changes }), given, '/work');
  t.equal(await choose(null), '/work');
  t.equal(await choose(' '), '/work');
  t.equal(await choose('/work/cases'), '/work/cases');
  t.equal(await choose('cases'), '/work/cases');
  t.equal(await choose('$RUN'), '/work/cases');
  t.equal(await choose('~/data'), '/home/ada/data');
  t.equal(await choose('/work/$HOME'), '/work/$HOME', 'a directory of just that name comes first');
  t.equal(await choose('$APP_DIRECTORY'), '/apps/cone');
  t.equal(await choose('/work/cases', { dataDirectory: 'none' }), null);
  t.equal(await choose('/work/cases', { dataDirectory: 'required' }), '/work/cases');
});

t.test('a data directory that cannot be is refused, with the field that has to be mended', async (t) => {
  const choose = (given: string | null, dataDirectory: TrameApp['dataDirectory'] = 'optional') =>
    chooseDataDirectory(context, app({ dataDirectory }), given, '/work');
  await t.rejects(choose(null, 'required'), refused(/needs a data directory/));
  await t.rejects(choose(' ', 'required'), refused(/needs a data directory/));
  await t.rejects(choose('/gone'), refused(/^\/gone does not exist\.$/));
  await t.rejects(choose('gone'), refused(/^\/work\/gone does not exist\.$/));
  await t.rejects(choose('$NOWHERE'), refused(/NOWHERE/));
  await t.rejects(
    choose('$JUPYTERHUB_API_TOKEN'),
    refused(/JUPYTERHUB_API_TOKEN/),
    'what apps do not get is not told by a path',
  );
});

t.test('the next run keeps its data directory while that is there', async (t) => {
  const keep = (before: string | null, dataDirectory: TrameApp['dataDirectory'] = 'optional') =>
    keepDataDirectory(context, app({ dataDirectory }), before, '/work');
  t.equal(await keep('/work/cases'), '/work/cases');
  t.equal(await keep(null), '/work');
  t.equal(await keep('/gone', 'none'), null, 'an app that takes none any more does not miss one');
  await t.rejects(keep('/gone'), refused(/^\/gone does not exist\.$/));
  await t.rejects(keep(null, 'required'), refused(/needs a data directory/));
});

t.test('the working directory is that of Jupyter, or what the app says', async (t) => {
  const choose = (workingDirectory: string | null) => chooseWorkingDirectory(context, app({ workingDirectory }));
  t.equal(await choose(null), '/work');
  t.equal(await choose('$APP_DIRECTORY'), '/apps/cone');
  t.equal(await choose('cases'), '/work/cases');
  await t.rejects(choose('gone'), { code: 'launch_failed', message: /, \/work\/gone, does not exist\.$/ });
  await t.rejects(choose('$NOWHERE'), { code: 'launch_failed', message: /cannot be used: .*NOWHERE/ });
});

t.test('a name is trimmed, and none that misleads is taken', (t) => {
  t.equal(checkName(' Cone 1 '), 'Cone 1');
  t.equal(checkName('ü'.repeat(200)), 'ü'.repeat(200));
  t.equal(checkName('🙂'.repeat(200)), '🙂'.repeat(200), 'characters are counted, not their halves');
  const wrong: [name: string, message: RegExp][] = [
    [' ', /empty/],
    ['x'.repeat(201), /longer than 200/],
    ['a\ud800b', /half a character/],
    ['a\nb', /control characters/],
    ['a\u202eb', /direction of writing/],
    ['a\u2066b', /direction of writing/],
  ];
  for (const [name, message] of wrong)
    t.throws(() => checkName(name), { code: 'invalid_parameters', message, errors: [{ path: '/name', message }] });
  t.equal(defaultName(app({ name: 'Cone' }), new Set()), 'Cone 1');
  t.equal(defaultName(app({ name: 'Cone' }), new Set(['Cone 1', 'Cone 3'])), 'Cone 2');
  t.end();
});
