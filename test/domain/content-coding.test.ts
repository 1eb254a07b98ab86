import t from 'tap';
import { accepts, chooseCoding } from '../../src/domain/content-coding.ts';

t.test('the best coding that a client accepts is chosen', async (t) => {
  const cases: [string | undefined, string | null][] = [
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['gzip;q=1.0, br;q=0.5', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['zstd;q=0.8, gzip;q=0.8', 'zstd'],
    ['x-gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['*', 'br'],
    ['*;q=0.1, br;q=0', 'zstd'],
    ['identity;q=0, gzip', 'gzip'],
    ['identity;q=0, *;q=0.5', 'br'],
    ['identity, gzip;q=0.5', null],
    ['identity', null],
    ['gzip;q=nonsense', null],
    ['deflate', null],
    ['', null],
    [undefined, null],
  ];
  for (const [header, coding] of cases) t.equal(chooseCoding(header), coding, String(header));
});

t.test('a coding is accepted where it is named and not refused', async (t) => {
  t.ok(accepts('gzip, dcz', 'dcz'));
  t.notOk(accepts('gzip, dcz;q=0', 'dcz'));
  t.notOk(accepts('*', 'dcz'), 'a wildcard knows of no dictionary');
});
