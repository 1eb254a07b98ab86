import type { IncomingMessage } from 'node:http';
import type { Test } from 'tap';
import type { Upstream } from '../../src/services/ports.ts';
import { startServer } from './proxy-fixture.ts';

/** What an app has: by path, with the headers it gives. */
export type AppFiles = Record<string, { type: string; body: string | Buffer; headers?: Record<string, string> }>;

/** An app that answers as servers of files do, by dates where a request brings no tag. Its files may be replaced. */
export async function startFileApp(
  t: Test,
  files: AppFiles,
): Promise<{ upstream: Upstream; files: AppFiles; asked: string[] }> {
  const app = { files, asked: [] as string[] };
  const { upstream } = await startServer(t, (request, response) => {
    app.asked.push(request.url ?? '');
    const file = app.files[request.url ?? ''];
    if (file === undefined) return void response.writeHead(404).end();
    if (isUnchanged(request, file.headers?.['Last-Modified'])) return void response.writeHead(304, file.headers).end();
    response.writeHead(200, {
      'Content-Type': file.type,
      'Content-Length': Buffer.byteLength(file.body),
      ...file.headers,
    });
    response.end(file.body);
  });
  return Object.assign(app, { upstream });
}

function isUnchanged(request: IncomingMessage, modified: string | undefined): boolean {
  const { 'if-modified-since': since, 'if-none-match': tag } = request.headers;
  if (tag !== undefined || since === undefined || modified === undefined) return false;
  return Date.parse(modified) <= Date.parse(since);
}
