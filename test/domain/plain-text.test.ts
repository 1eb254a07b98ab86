import t from 'tap';
import { terminalText, withoutControls } from '../../src/domain/plain-text.ts';

t.test('what a terminal would act on is shown as an escape', async (t) => {
  t.equal(terminalText('\u001b[31mred\u001b[0m'), '\\u001b[31mred\\u001b[0m');
  t.equal(
    terminalText('\u001b]8;;http://evil.example\u0007link\u009b2J'),
    '\\u001b]8;;http://evil.example\\u0007link\\u009b2J',
  );
  t.equal(terminalText('a\rb\u0000\u007f'), 'a\\u000db\\u0000\\u007f');
  t.equal(terminalText('invoice\u202egpj.exe\u2066x\u200f'), 'invoice\\u202egpj.exe\\u2066x\\u200f');
  t.equal(terminalText('line\n\ttab, Größe, محاكاة, 🌪️'), 'line\n\ttab, Größe, محاكاة, 🌪️', 'text stays');
});

t.test('a line of a log loses what cannot be seen and what turns its letters around', async (t) => {
  t.equal(withoutControls('a\u0000\u001b\u0085\u2028b\u202e\u2069c'), 'abc');
  t.equal(withoutControls('tab\t, محاكاة, 👩‍🔬'), 'tab\t, محاكاة, 👩‍🔬');
});
