import t from 'tap';
import { quoteForShell } from '../../src/domain/quote-for-shell.ts';

t.test('shell quoting leaves nothing to the shell', async (t) => {
  t.equal(quoteForShell("it's"), "'it'\\''s'");
});
