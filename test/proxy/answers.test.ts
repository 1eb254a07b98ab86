import t from 'tap';
import { problemAnswer, type Refusal, refusalAnswer, wantsPage } from '../../src/proxy/answers.ts';
import type { OwnAnswer } from '../../src/wire/own-answer.ts';
import { requestHead } from '../support/request-head.ts';

const refusal: Refusal = {
  code: 'instance_not_ready',
  detail: '"run 1" is starting.',
  page: { title: 'A title', paragraphs: [], log: [], action: null, link: null, refreshSeconds: null },
};

function headers({ headers }: OwnAnswer): Record<string, string> {
  return Object.fromEntries(
    headers.flatMap((name, index) => (index % 2 === 0 ? [[name.toLowerCase(), headers[index + 1] ?? '']] : [])),
  );
}

t.test('only a browser that opens a page wants one', async (t) => {
  for (const method of ['GET', 'HEAD']) t.equal(wantsPage(requestHead(`${method} /`, 'Accept: a, TEXT/HTML')), true);
  for (const method of ['POST', 'PUT', 'OPTIONS']) {
    t.equal(wantsPage(requestHead(`${method} /`, 'Accept: text/html')), false, method);
  }
  t.equal(wantsPage(requestHead('GET /', 'Accept: */*')), false);
  t.equal(wantsPage(requestHead('GET /')), false);
});

t.test('a refusal is a page for people', async (t) => {
  const answer = refusalAnswer(requestHead('GET /', 'Accept: text/html'), refusal);
  t.equal(answer.status, 503);
  t.match(answer.body, '<h1>A title</h1>');
  t.match(headers(answer), {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': /^default-src 'none'/,
    'cache-control': 'no-store',
    vary: 'Accept, Cookie',
    'retry-after': '1',
  });
});

t.test('a refusal is a problem for programs', async (t) => {
  const answer = refusalAnswer(requestHead('GET /'), refusal);
  t.equal(answer.status, 503);
  t.match(JSON.parse(String(answer.body)), { code: 'instance_not_ready', status: 503, detail: '"run 1" is starting.' });
  t.strictSame(headers(answer), {
    'content-type': 'application/problem+json',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    vary: 'Accept, Cookie',
    'retry-after': '1',
  });
});

t.test('only what may be there in a moment is asked for again', async (t) => {
  const answer = refusalAnswer(requestHead('GET /'), { ...refusal, code: 'instance_not_found' });
  t.equal(answer.status, 404);
  t.notOk('retry-after' in headers(answer));
});

t.test('a problem that passes by itself says when to ask again', async (t) => {
  t.match(headers(problemAnswer('too_many_connections', 'Many.')), { 'retry-after': '5' });
});

t.test('a problem is not kept by anyone, and is what it says it is', async (t) => {
  const answer = problemAnswer('foreign_origin', 'Not from there.');
  t.equal(answer.status, 403);
  t.match(JSON.parse(String(answer.body)), { code: 'foreign_origin', detail: 'Not from there.' });
  t.strictSame(headers(answer), {
    'content-type': 'application/problem+json',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
});
