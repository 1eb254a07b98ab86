import t from 'tap';
import { NewestAnswer } from '../../../src/web/files/newest-answer.ts';
import { jumpTo } from '../../../src/web/files/type-ahead.ts';

function setUp(patienceMs: number) {
  const asked: string[] = [];
  const open = new Map<string, PromiseWithResolvers<string>>();
  const told: (string | null)[] = [];
  const answers = new NewestAnswer<string, string>(
    (question) => {
      asked.push(question);
      const answer = Promise.withResolvers<string>();
      open.set(question, answer);
      return answer.promise;
    },
    (answer) => told.push(answer),
    patienceMs,
  );
  const settle = () => new Promise(setImmediate);
  return { answers, asked, open, told, settle };
}

t.test('what was overtaken while it waited is never asked, and only the newest answer is told', async (t) => {
  const { answers, asked, open, told, settle } = setUp(60_000);
  for (const typed of ['a', 'ab', 'abc']) answers.ask(typed);
  open.get('a')?.resolve('A');
  await settle();
  open.get('abc')?.resolve('ABC');
  await settle();
  t.strictSame([asked, told], [['a', 'abc'], ['ABC']]);
  answers.ask('bad');
  open.get('bad')?.reject(new Error('no answer'));
  await settle();
  answers.ask('left');
  answers.forget();
  open.get('left')?.resolve('LEFT');
  await settle();
  t.strictSame(told, ['ABC', null]);
});

t.test('a slow answer holds the next question up for a moment only, and is not told after it', async (t) => {
  const { answers, asked, open, told, settle } = setUp(1);
  answers.ask('slow');
  answers.ask('quick');
  while (!open.has('quick')) await settle();
  open.get('quick')?.resolve('QUICK');
  await settle();
  open.get('slow')?.resolve('SLOW');
  await settle();
  t.strictSame([asked, told], [['slow', 'quick'], ['QUICK']]);
});

t.test('letters jump to the next name that begins so; after a pause a word begins anew', async (t) => {
  const entries = ['alpha', 'Écoulement', 'echo', 'edge'].map((name) => ({ name }));
  t.equal(jumpTo(entries, 0, 'e', 10_000), 1);
  t.equal(jumpTo(entries, 1, 'e', 10_100), 2, 'the same letter goes on');
  t.equal(jumpTo(entries, 2, 'd', 10_200), 3);
  t.equal(jumpTo(entries, 3, 'x', 10_300), 3, 'what is nowhere changes nothing');
  t.equal(jumpTo(entries, 3, 'a', 12_000), 0);
});
