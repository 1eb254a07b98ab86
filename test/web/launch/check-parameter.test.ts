import t from 'tap';
import type { AppParameter } from '../../../src/domain/trame-app.ts';
import {
  boundsText,
  checkDataDirectory,
  checkParameter,
  parameterToSend,
} from '../../../src/web/launch/check-parameter.ts';

const parameter = (change: Partial<AppParameter>): AppParameter => ({
  name: 'p',
  label: 'P',
  type: 'string',
  help: null,
  default: null,
  min: null,
  max: null,
  choices: null,
  ...change,
});

t.test('numbers have to be numbers within their bounds', async (t) => {
  const number = parameter({ type: 'number', min: 0, max: 1 });
  for (const good of ['0', '1', '0.5', '1e-3', ' 0.5 ']) t.equal(checkParameter(number, good), null, good);
  for (const bad of ['', 'a', '0,5', '1.1', '-0.1', 'Infinity', 'NaN'])
    t.type(checkParameter(number, bad), 'string', bad);
  const integer = parameter({ type: 'integer', default: 1 });
  t.equal(checkParameter(integer, '7'), null);
  t.match(checkParameter(integer, '7.5'), /whole/);
});

t.test('an empty field is an error only without a default', async (t) => {
  t.type(checkParameter(parameter({}), ''), 'string');
  t.equal(checkParameter(parameter({ default: '' }), ''), null);
  t.equal(checkParameter(parameter({ type: 'integer', default: 3 }), ''), null);
});

t.test('a choice has to be one of its choices', async (t) => {
  const choice = parameter({ type: 'choice', choices: ['fast', 'exact'] });
  t.equal(checkParameter(choice, 'fast'), null);
  t.type(checkParameter(choice, 'other'), 'string');
});

t.test('files may lie below the working directory', async (t) => {
  t.equal(checkParameter(parameter({ type: 'file', default: 'mesh.vtu' }), 'mesh.vtu'), null);
});

t.test('a data directory is a full path, and needed where the app says so', async (t) => {
  for (const good of ['/data', '~/data', '~', '$SCRATCH/run'])
    t.equal(checkDataDirectory('required', good), null, good);
  t.type(checkDataDirectory('required', ''), 'string');
  t.type(checkDataDirectory('optional', 'data'), 'string');
  t.equal(checkDataDirectory('optional', ''), null);
});

t.test('values are sent with their type, and none where the default shall hold', async (t) => {
  t.equal(parameterToSend(parameter({ type: 'number' }), '1e-3'), 0.001);
  t.equal(parameterToSend(parameter({ type: 'integer', default: 3 }), ''), null);
  t.equal(parameterToSend(parameter({ default: 'x' }), ''), '');
  t.equal(parameterToSend(parameter({ type: 'boolean' }), false), false);
  t.equal(parameterToSend(parameter({ type: 'file' }), ' /a b/c '), ' /a b/c ');
});

t.test('bounds are told in a sentence', async (t) => {
  t.equal(boundsText(parameter({ type: 'number', min: 0, max: 1 })), 'From 0 to 1.');
  t.equal(boundsText(parameter({ type: 'integer', min: 1 })), '1 or more.');
  t.equal(boundsText(parameter({ type: 'integer', max: 9 })), '9 or less.');
  t.equal(boundsText(parameter({ type: 'string' })), null);
});
