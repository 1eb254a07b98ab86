import t from 'tap';
import { isolated, said } from '../../../src/web/texts/said.ts';

t.test('names that run as the sentence does stand in it as they are', async (t) => {
  for (const name of ['run 1', '<b>x</b>', '🌪️ wing', 'Größe', '計算', 'x'.repeat(300), '']) {
    t.equal(said`${name} is ready`, `${name} is ready`);
  }
  t.equal(said`${2} of ${'a'}`, '2 of a');
});

t.test('names that run the other way, or turn what follows around, are set apart', async (t) => {
  t.equal(said`Job ${'محاكاة 3'} (${17})`, 'Job \u2068محاكاة 3\u2069 (17)');
  t.equal(isolated('\u202egnp.exe'), '\u2068gnp.exe\u2069', 'an override is left out');
  t.equal(isolated('a\u2069b'), '\u2068ab\u2069', 'none ends before its end');
  t.equal(isolated('a\u2067b'), '\u2068a\u2067b\u2069\u2069', 'none goes on after it');
  const inner = said`${'שלום'} (17)`;
  t.equal(said`Stop ${inner}?`, 'Stop \u2068\u2068שלום\u2069 (17)\u2069?', 'a sentence in a sentence');
});
