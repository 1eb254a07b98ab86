import t from 'tap';
import { answerFraming, requestFraming } from '../../src/wire/body-framing.ts';
import { MalformedMessage, parseAnswerHead, parseRequestHead } from '../../src/wire/message-head.ts';

const request = (...lines: string[]) =>
  requestFraming(parseRequestHead(['POST / HTTP/1.1', 'Host: x', ...lines].join('\r\n')));
const answer = (status: number, method: string, ...lines: string[]) =>
  answerFraming(parseAnswerHead([`HTTP/1.1 ${status} x`, ...lines].join('\r\n')), method);

t.test('a request’s body ends where its length or its chunks say; without either there is none', async (t) => {
  t.same(request(), { kind: 'none' });
  t.same(request('Content-Length: 0'), { kind: 'none' });
  t.same(request('Content-Length: 2147483648'), { kind: 'length', bytes: 2_147_483_648 });
  t.same(request('Transfer-Encoding: Chunked'), { kind: 'chunked' });
});

for (const lines of [
  ['Content-Length: +1'],
  ['Content-Length: -1'],
  ['Content-Length: 0x1'],
  ['Content-Length: 1, 1'],
  ['Content-Length:'],
  ['Content-Length: 9007199254740993'],
  ['Transfer-Encoding: gzip, chunked'],
  ['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'],
  ['Transfer-Encoding: identity'],
  ['Transfer-Encoding: chunked', 'Content-Length: 1'],
]) {
  t.test(`${lines.join(' and ')} is refused`, async (t) => {
    t.throws(() => request(...lines), MalformedMessage);
  });
}

t.test('an answer without framing ends with its connection; some never have a body', async (t) => {
  t.same(answer(200, 'GET'), { kind: 'until_close' });
  t.same(answer(200, 'GET', 'Content-Length: 3'), { kind: 'length', bytes: 3 });
  t.same(answer(200, 'GET', 'Transfer-Encoding: gzip, chunked'), { kind: 'chunked' });
  t.same(answer(200, 'GET', 'Transfer-Encoding: gzip'), { kind: 'until_close' });
  t.same(answer(200, 'HEAD', 'Content-Length: 3'), { kind: 'none' });
  for (const status of [100, 204, 304]) t.same(answer(status, 'GET', 'Content-Length: 3'), { kind: 'none' });
  t.throws(() => answer(200, 'GET', 'Content-Length: 3', 'Transfer-Encoding: chunked'), MalformedMessage);
  t.throws(() => answer(200, 'GET', 'Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'), MalformedMessage);
});

t.test('blanks without end within a coding cost nothing', async (t) => {
  // Read again from each of them, they would take minutes.
  const blanks = ' '.repeat(400_000);
  t.same(answer(200, 'GET', `Transfer-Encoding: a${blanks}b`), { kind: 'until_close' });
  t.same(answer(200, 'GET', `Transfer-Encoding: gzip${blanks},${blanks}chunked`), { kind: 'chunked' });
  t.same(answer(200, 'GET', 'Transfer-Encoding: gzip, chunked\xa0'), { kind: 'until_close' }, 'no other blank counts');
});
