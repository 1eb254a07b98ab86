import t from 'tap';
import { classesOf, plainStyle, withSgr } from '../../../src/web/log/ansi-style.ts';

/** The classes after these sequences. */
const after = (...sequences: string[]): string => classesOf(sequences.reduce(withSgr, plainStyle));

t.test('colours and effects are set, and taken back one by one', async (t) => {
  for (const [sequence, back, classes] of [
    ['1', '22', 'bold'],
    ['2', '22', 'dim'],
    ['3', '23', 'italic'],
    ['4', '24', 'underline'],
    ['7', '27', 'inverse'],
    ['9', '29', 'strike'],
    ['31', '39', 'f1'],
    ['97', '39', 'f15'],
    ['44', '49', 'b4'],
    ['101', '49', 'b1'],
  ] as const) {
    t.equal(after(sequence), classes);
    t.equal(after('32;45;1', `${sequence};${back}`), after('32;45;1', back), sequence);
    t.equal(after(sequence, back), '');
  }
  t.equal(after('1;3;4;7;9;92;100'), 'f10 b0 bold italic underline inverse strike');
  t.equal(after('1;31', ''), '', 'no parameter resets');
  t.equal(after('1;31;0;4'), 'underline');
  t.equal(after('4:3'), 'underline', 'a curly one');
  t.equal(after('4:3', '4:0'), '');
});

t.test('of 256 colours and of true colour the nearest of the 16 is taken', async (t) => {
  t.equal(after('38;5;9'), 'f9');
  t.equal(after('38;5;196;1'), 'f9 bold', 'what follows is not swallowed');
  t.equal(after('38;5;22'), 'f2');
  t.equal(after('48;5;21'), 'b4');
  t.equal(after('38;5;240'), 'f8');
  t.equal(after('38;2;255;165;0;4'), 'f11 underline');
  t.equal(after('48;2;10;10;10'), 'b0');
  t.equal(after('38:2:0:0:200'), 'f4');
  t.equal(after('38:2::0:200:0;3'), 'f2 italic');
});

t.test('what makes no sense changes nothing', async (t) => {
  for (const sequence of ['38', '38;5', '38;5;256', '38;2;1;2', '38;2;1;2;300', '58', '999', '48:9:1'])
    t.equal(after('31', sequence), 'f1', sequence);
});
