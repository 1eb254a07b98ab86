import t from 'tap';
import { type ErrorCode, errorCatalogue } from '../../src/domain/errors.ts';
import { retryAfterSeconds } from '../../src/domain/retry-after.ts';

t.test('what passes by itself says when to ask again, and nothing else does', (t) => {
  for (const [code, { status }] of Object.entries(errorCatalogue)) {
    const seconds = retryAfterSeconds(code as ErrorCode);
    t.equal(seconds !== null, status === 503, code);
    t.ok(seconds === null || (Number.isInteger(seconds) && seconds > 0), code);
  }
  t.end();
});
