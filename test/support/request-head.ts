import { parseRequestHead, type RequestHead } from '../../src/wire/message-head.ts';

/** The head of a request: `requestHead('GET /x', 'Accept: text/html')`; with a Host unless one is given. */
export function requestHead(line: string, ...headers: string[]): RequestHead {
  const hasHost = headers.some((header) => /^host:/i.test(header));
  return parseRequestHead([`${line} HTTP/1.1`, ...(hasHost ? [] : ['Host: hub.example']), ...headers].join('\r\n'));
}
