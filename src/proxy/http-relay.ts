import {
  Agent,
  type ClientRequest,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AccessTokens } from '../services/access-tokens.ts';
import { answerRefusal } from './answers.ts';
import { trailerPairs } from './header-rules.ts';
import { unreachable } from './instance-pages.ts';
import { hasBody, outgoingHeaders } from './outgoing-headers.ts';
import type { ProxyLog } from './proxy-log.ts';
import type { ProxyTarget } from './proxy-target.ts';
import { relayAnswer } from './relay-answer.ts';
import { needsTrueCase } from './true-case-script.ts';
import { requestAddress } from './upstream-address.ts';

export interface RelayOptions {
  access: AccessTokens;
  trustForwarded: boolean;
  log: ProxyLog;
}

/** One request on its way to an instance. */
interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  target: ProxyTarget;
  /** The answer gets a script inserted, so it must come without compression. */
  plainAnswer: boolean;
}

/** Shorter than what common servers keep idle connections open, so that a reused one is hardly ever just closing. */
const idleConnectionMs = 4000;
const maximumIdleConnections = 64;
const maximumHeaderBytes = 65_536;
/** An instance that has said nothing by then may not know of 100 (HTTP/1.0): its client must not wait for ever. */
const continueAfterMs = 1000;
const repeatable = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/** Passes requests on to instances and their answers back, as streams, over connections that are kept. */
export function createHttpRelay(options: RelayOptions) {
  const agent = new Agent({
    keepAlive: true,
    timeout: idleConnectionMs,
    maxFreeSockets: maximumIdleConnections,
    scheduling: 'lifo',
  });

  const send = (exchange: Exchange, mayRepeat: boolean): void => {
    const { request, response, target, plainAnswer } = exchange;
    const upstream = httpRequest({
      ...requestAddress(target.proxied.upstream),
      agent,
      method: request.method,
      path: target.upstreamPath,
      headers: outgoingHeaders(request, target, { ...options, plainAnswer }),
      maxHeaderSize: maximumHeaderBytes,
    });
    const abandon = () => {
      if (!response.writableFinished || !request.complete) upstream.destroy();
    };
    response.once('close', abandon);
    let answered = false;
    upstream.once('response', (answer: IncomingMessage) => {
      answered = true;
      relayAnswer(answer, { request, response, target }, { ...options, plainAnswer });
    });
    upstream.on('error', (error: NodeJS.ErrnoException) => {
      // With an answer under way its own stream tells how it ends; what is left of the body has no reader.
      if (response.destroyed || answered || response.headersSent) return discardBody(request, upstream);
      response.off('close', abandon);
      if (mayRepeat && upstream.reusedSocket && isRepeatable(request)) return send(exchange, false);
      options.log.warn(
        { instance: target.id, method: request.method, reason: error.code },
        'The instance did not answer',
      );
      discardBody(request, upstream);
      answerRefusal(request, response, unreachable(target));
    });
    if (/100-continue/i.test(request.headers.expect ?? '')) passContinue(upstream, response);
    sendBody(request, upstream);
  };

  return {
    relay(request: IncomingMessage, response: ServerResponse, target: ProxyTarget): void {
      send({ request, response, target, plainAnswer: needsTrueCase(request, target) }, true);
    },
    close: () => agent.destroy(),
  };
}

/** Lets the client send its body when the instance says so, or at last by ourselves. */
function passContinue(upstream: ClientRequest, response: ServerResponse): void {
  const tell = () => {
    clearTimeout(timer);
    if (!told && !response.headersSent && !response.destroyed) response.writeContinue();
    told = true;
  };
  let told = false;
  const timer = setTimeout(tell, continueAfterMs);
  upstream.once('continue', tell);
  upstream.once('response', () => clearTimeout(timer));
  upstream.once('close', () => clearTimeout(timer));
}

function sendBody(request: IncomingMessage, upstream: ClientRequest): void {
  if (!hasBody(request)) {
    upstream.end();
    return;
  }
  // Before the pipe's own listener, which ends the message.
  request.once('end', () => {
    if (request.rawTrailers.length > 0) upstream.addTrailers(trailerPairs(request.rawTrailers));
  });
  request.pipe(upstream);
}

/** Reads the rest of a body that nobody wants, so that the client gets to read its answer. */
function discardBody(request: IncomingMessage, upstream: ClientRequest): void {
  request.unpipe(upstream);
  request.resume();
}

/** Whether an instance may safely get a request twice: it may have closed a kept connection just as we wrote to it. */
function isRepeatable(request: IncomingMessage): boolean {
  return repeatable.has(request.method ?? '') && !hasBody(request);
}
