import t from 'tap';
import { clientHost, clientScheme } from '../../src/proxy/forwarded.ts';
import { requestHead } from '../support/request-head.ts';

const request = (...headers: string[]) => requestHead('GET /', ...headers);

t.test('what whoever stands before us says is believed only where that is trusted', async (t) => {
  const forwarded = request('Host: inner', 'X-Forwarded-Proto: https', 'X-Forwarded-Host: outer.example');
  t.strictSame([clientScheme(forwarded, true), clientHost(forwarded, true)], ['https', 'outer.example']);
  t.strictSame([clientScheme(forwarded, false), clientHost(forwarded, false)], ['http', 'inner']);
});

t.test('of several hops the first is the browser’s', async (t) => {
  const forwarded = request('X-Forwarded-Proto: HTTPS , http', 'X-Forwarded-Host: outer.example , inner');
  t.strictSame([clientScheme(forwarded, true), clientHost(forwarded, true)], ['https', 'outer.example']);
  t.equal(clientScheme(request('X-Forwarded-Proto: http, https'), true), 'http');
});

t.test('another scheme than https is http, and without a word the request’s own host counts', async (t) => {
  t.equal(clientScheme(request('X-Forwarded-Proto: ftp'), true), 'http');
  t.equal(clientScheme(request(), true), 'http');
  t.equal(clientHost(request('X-Forwarded-Host: '), true), 'hub.example');
  t.equal(clientHost(request(), true), 'hub.example');
  t.equal(clientHost({ ...request(), headers: {} }, true), '', 'an HTTP/1.0 client may name none');
});
