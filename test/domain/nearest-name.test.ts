import t from 'tap';
import { didYouMean, nearestName } from '../../src/domain/nearest-name.ts';

t.test('a mistyped name finds the one that was meant', async (t) => {
  const known = ['name', 'command', 'category', 'working_directory', 'tags', 'path', 'parameters'];
  for (const [typed, meant] of [
    ['comand', 'command'],
    ['Command', 'command'],
    ['commadn', 'command'],
    ['working-directory', 'working_directory'],
    ['workdirectory', 'working_directory'],
    ['nmae', 'name'],
    ['tag', 'tags'],
    ['parameter', 'parameters'],
  ] as const) {
    t.equal(nearestName(typed, known), meant, typed);
  }
});

t.test('a name that resembles none is not guessed at', async (t) => {
  t.equal(nearestName('zzz', ['name', 'command']), null);
  t.equal(nearestName('x', ['name', 'command']), null);
  t.equal(nearestName('anything', []), null);
});

t.test('the nearest of several wins', async (t) => {
  t.equal(nearestName('maximum_log', ['maximum', 'maximum_log_megabytes', 'maximum_logs']), 'maximum_logs');
});

t.test('the question names it, or the fallback stands in', async (t) => {
  t.equal(didYouMean('nme', ['name']), 'Did you mean "name"?');
  t.equal(didYouMean('zzz', ['name'], 'Known are: name.'), 'Known are: name.');
  t.equal(didYouMean('zzz', ['name']), null);
});
