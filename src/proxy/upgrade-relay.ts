import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { pipeline } from 'node:stream';
import type { AccessTokens } from '../services/access-tokens.ts';
import { answerHeaders } from './answer-headers.ts';
import { refuseUpgrade } from './answers.ts';
import { headerPairs } from './header-rules.ts';
import { upgradeHeaders } from './outgoing-headers.ts';
import type { ProxyLog } from './proxy-log.ts';
import type { ProxyTarget } from './proxy-target.ts';
import { openTunnel, type SocketTunnel } from './socket-tunnel.ts';
import { connectTo } from './upstream-address.ts';

export interface UpgradeOptions {
  access: AccessTokens;
  trustForwarded: boolean;
  log: ProxyLog;
  /** Called when the instance has agreed; the returned function when the tunnel has closed. */
  opened(target: ProxyTarget, tunnel: SocketTunnel): () => void;
}

/**
 * Passes an upgrade on and, once the instance has agreed, joins the two sockets. What the client sent too early goes after
 * the agreement: sent before, an instance that refuses would read it as a request, past all checks.
 */
export function relayUpgrade(
  request: IncomingMessage,
  client: Socket,
  head: Buffer,
  target: ProxyTarget,
  options: UpgradeOptions,
): void {
  const handshake = httpRequest({
    createConnection: () => connectTo(target.proxied.upstream),
    method: request.method,
    path: target.upstreamPath,
    headers: upgradeHeaders(request, target, options),
  });
  const bytesBefore = client.bytesWritten;
  const stopWatching = watchForEnd(client, () => handshake.destroy());
  handshake.once('upgrade', (answer, upstream, upstreamHead) => {
    stopWatching();
    client.write(answerHead(answer, request, target, options), 'latin1');
    if (upstreamHead.length > 0) client.write(upstreamHead);
    if (head.length > 0) upstream.write(head);
    // Both ends may close before the tunnel can be named.
    let left = () => undefined as unknown;
    const tunnel = openTunnel(client, upstream as Socket, () => left());
    left = options.opened(target, tunnel);
  });
  handshake.once('response', (answer: IncomingMessage) => {
    stopWatching();
    // The instance's refusal, with its status and body; its end is the end of the connection.
    client.write(answerHead(answer, request, target, options), 'latin1');
    pipeline(answer, client, () => client.destroy());
  });
  handshake.on('error', (error: NodeJS.ErrnoException) => {
    stopWatching();
    if (client.destroyed || client.bytesWritten > bytesBefore) return void client.destroy();
    options.log.warn({ instance: target.id, reason: error.code }, 'The instance did not answer an upgrade');
    refuseUpgrade(client, 'instance_unreachable', `"${target.proxied.instance.name}" did not answer.`);
  });
  handshake.end();
}

/** Notices that the client leaves while the instance still thinks: reads ahead a little, without taking anything. */
function watchForEnd(client: Socket, left: () => void): () => void {
  const look = () => {
    // An end shows only to who reads; with data waiting there is none yet.
    if (client.readableLength === 0) client.read();
  };
  const stop = () => {
    client.off('readable', look).off('end', left).off('close', left);
  };
  client.on('readable', look).once('end', left).once('close', left);
  return stop;
}

/** The head of the instance's answer, in bytes beyond ASCII as it came. */
function answerHead(
  answer: IncomingMessage,
  request: IncomingMessage,
  target: ProxyTarget,
  options: UpgradeOptions,
): string {
  const lines = [`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}`];
  for (const [name, value] of headerPairs(answerHeaders(answer, request, target, options)))
    lines.push(`${name}: ${value}`);
  if (answer.statusCode === 101) lines.push('Connection: Upgrade', `Upgrade: ${answer.headers.upgrade ?? ''}`);
  else lines.push('Connection: close');
  return `${lines.join('\r\n')}\r\n\r\n`;
}
