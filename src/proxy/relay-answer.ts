import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { type AnswerOptions, answerHeaders } from './answer-headers.ts';
import { headerPairs, trailerPairs } from './header-rules.ts';
import type { ProxyTarget } from './proxy-target.ts';
import { isPlainPage, maximumPageBytes, withTrueCaseScript } from './true-case-script.ts';

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  target: ProxyTarget;
}

/** Passes an instance's answer on: head, body as it comes, trailers. An answer that breaks off breaks off here too. */
export function relayAnswer(
  answer: IncomingMessage,
  exchange: Exchange,
  options: AnswerOptions & { plainAnswer: boolean },
): void {
  const headers = answerHeaders(answer, exchange.request, exchange.target, options);
  // The instance's own Date passes; where it sends none, none is made up.
  exchange.response.sendDate = false;
  if (options.plainAnswer && isPlainPage(answer)) relayChangedPage(answer, exchange, headers);
  else relayStream(answer, exchange.response, headers, []);
}

function relayStream(answer: IncomingMessage, response: ServerResponse, headers: string[], first: Buffer[]): void {
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', headers);
  for (const chunk of first) response.write(chunk);
  // Before the pipeline's own listener, which ends the message.
  answer.once('end', () => {
    if (answer.rawTrailers.length > 0) response.addTrailers(trailerPairs(answer.rawTrailers));
  });
  sendHeadAlone(answer, response);
  // An error closes the client's connection in the middle of the answer: the only way to tell it.
  pipeline(answer, response, () => undefined);
}

/**
 * node:http holds the head back to send it with the first part of the body. A stream of events may send nothing for long, so
 * the head goes alone when nothing came with it. (An empty buffer, since flushHeaders() writes the head as UTF-8, which
 * breaks bytes beyond ASCII.)
 */
function sendHeadAlone(answer: IncomingMessage, response: ServerResponse): void {
  let begun = false;
  answer.once('data', () => {
    begun = true;
  });
  setImmediate(() => {
    if (!begun && !response.writableEnded && !response.destroyed) response.write(Buffer.alloc(0));
  });
}

/** Collects the page, inserts the script, and sends it whole; one that is too large goes on unchanged. */
function relayChangedPage(answer: IncomingMessage, { response, target }: Exchange, headers: string[]): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const collect = (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size <= maximumPageBytes) return;
    answer.off('data', collect).off('end', finish).pause();
    relayStream(answer, response, headers, chunks);
  };
  const finish = () => {
    const page = Buffer.concat(chunks);
    const changed = withTrueCaseScript(page, target.prefix) ?? page;
    const list: string[] = [];
    for (const [name, value, lower] of headerPairs(headers)) {
      if (lower !== 'content-length' && lower !== 'trailer') list.push(name, value);
    }
    response.writeHead(200, answer.statusMessage ?? '', [...list, 'Content-Length', String(changed.length)]);
    response.end(changed);
  };
  answer.on('data', collect).on('end', finish);
  answer.on('error', () => response.destroy());
}
