import t from 'tap';
import type { AppParameter } from '../../../src/domain/trame-app.ts';
import { stepNumber } from '../../../src/web/launch/step-number.ts';

const number: AppParameter = {
  name: 'iso',
  label: 'Iso',
  type: 'number',
  help: null,
  default: 0.5,
  min: 0,
  max: 1,
  choices: null,
};

t.test('a step is a hundredth of the range, without rounding noise', async (t) => {
  t.equal(stepNumber(number, '0.3', -1), '0.29');
  t.equal(stepNumber({ ...number, max: 300 }, '7', 1), '8');
  t.equal(stepNumber({ ...number, min: null, max: null }, '0.2', 1), '0.3');
});

t.test('a step does not leave the bounds', async (t) => {
  t.equal(stepNumber(number, '1', 1), '1');
  t.equal(stepNumber(number, '-4', -1), '0');
});

t.test('integers step by one', async (t) => {
  t.equal(stepNumber({ ...number, type: 'integer', min: 1, max: 1000 }, '7', 1), '8');
});

t.test('text that is no number gives the default', async (t) => {
  t.equal(stepNumber(number, 'abc', 1), '0.5');
  t.equal(stepNumber({ ...number, default: null, min: 3, max: null }, '', -1), '3');
});
