import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { splitBase } from '../domain/base-path.ts';
import { ManagerError } from '../domain/errors.ts';
import { isProxyTarget } from '../domain/proxy-path.ts';
import { isForeign, isForeignSocket } from '../domain/request-origin.ts';
import type { AccessTokens } from '../services/access-tokens.ts';
import type { Instances } from '../services/ports.ts';
import { answerProblem, answerRefusal, refuseUpgrade } from './answers.ts';
import { createHttpRelay } from './http-relay.ts';
import { unavailable, unknownInstance } from './instance-pages.ts';
import { answerLauncherRequest, isLauncherRequest } from './launcher-request.ts';
import { createOpenConnections } from './open-connections.ts';
import { hasBody } from './outgoing-headers.ts';
import type { ProxyLog } from './proxy-log.ts';
import { type ProxyTarget, resolveTarget } from './proxy-target.ts';
import { createTokenGate } from './token-gate.ts';
import { relayUpgrade } from './upgrade-relay.ts';

export { linkUrl } from './proxy-target.ts';

export interface InstanceProxyOptions {
  instances: Pick<Instances, 'findByNumber' | 'readSecret' | 'viewerOpened'>;
  access: AccessTokens;
  /** Begins and ends with "/". */
  basePath: string;
  /** Whether X-Forwarded-Proto and -Host may be believed: on the unix socket they are Jupyter's. */
  trustForwarded: boolean;
  log: ProxyLog;
}

/** Everything below `<base>/proxy/`, to be put before the daemon's own routes (and behind its door). */
export interface InstanceProxy {
  /** Whether a raw request target belongs to the proxy. */
  handles(url: string): boolean;
  /**
   * For node:http's "request" and "checkContinue": with a listener of the latter, the instance decides whether it wants a
   * body that its client holds back.
   */
  request(request: IncomingMessage, response: ServerResponse): void;
  /** For node:http's "upgrade". */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Ends all that runs through the proxy. */
  close(): Promise<void>;
}

export function createInstanceProxy(options: InstanceProxyOptions): InstanceProxy {
  const { instances, access, basePath, trustForwarded, log } = options;
  const connections = createOpenConnections();
  const gate = createTokenGate(options);
  const relay = createHttpRelay(options);
  const revoked = (instanceId: string) => connections.destroyOf(instanceId);
  access.on('revoked', revoked);

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const target = targetOf(request, response);
    if (target === null) return;
    const admitted = gate.admit(request, response, target);
    if (!(typeof admitted === 'boolean' ? admitted : await admitted)) return;
    if (changesState(request) && isForeign(request.headers, trustForwarded)) {
      return answerProblem(response, 'foreign_origin', 'This request was sent by a page of another site.');
    }
    const refusal = unavailable(target, Date.now());
    if (refusal) return answerRefusal(request, response, refusal);
    if (isLauncherRequest(request, target)) return answerLauncherRequest(request, response, target, options);
    response.once('close', connections.add(target.id, response));
    relay.relay(request, response, target);
  };

  const targetOf = (request: IncomingMessage, response: ServerResponse): ProxyTarget | null => {
    if (hostCount(request) > 1) {
      answerProblem(response, 'invalid_request', 'The request has more than one Host header.');
      return null;
    }
    const resolved = resolveTarget(request.url ?? '', basePath, instances);
    if (resolved.kind === 'instance') return resolved.target;
    if (resolved.kind === 'unknown') answerRefusal(request, response, unknownInstance(basePath));
    else response.writeHead(308, { Location: resolved.location, 'Content-Length': '0' }).end();
    return null;
  };

  return {
    handles: (url) => isProxyTarget(splitBase(url, basePath).target),
    request(request, response) {
      handle(request, response).catch((error: unknown) => answerError(error, response, log));
    },
    upgrade(request, duplex, head) {
      const socket = duplex as Socket;
      socket.on('error', () => socket.destroy());
      const target = upgradeTarget(request, socket, options);
      if (target === null) return;
      try {
        relayUpgrade(request, socket, head, target, {
          ...options,
          opened(_target, tunnel) {
            const viewerClosed = instances.viewerOpened(target.id);
            const forget = connections.add(target.id, tunnel);
            return () => {
              forget();
              viewerClosed();
            };
          },
        });
      } catch (error) {
        log.warn({ instance: target.id, reason: String(error) }, 'An upgrade could not be passed on');
        refuseUpgrade(socket, 'invalid_request', 'This upgrade could not be passed on.');
      }
    },
    async close() {
      access.off('revoked', revoked);
      connections.destroyAll();
      relay.close();
    },
  };
}

/** The instance that an upgrade may reach, or null once it is refused: what a browser's handshake can be told is a status. */
function upgradeTarget(request: IncomingMessage, socket: Socket, options: InstanceProxyOptions): ProxyTarget | null {
  const { access, basePath, instances, trustForwarded } = options;
  const refuse = (...problem: [Parameters<typeof refuseUpgrade>[1], string]): null => {
    refuseUpgrade(socket, ...problem);
    return null;
  };
  const resolved = resolveTarget(request.url ?? '', basePath, instances);
  if (resolved.kind !== 'instance') return refuse('instance_not_found', 'No instance is listed under this address.');
  const { target } = resolved;
  if (isForeignSocket(request.headers, trustForwarded)) {
    return refuse('foreign_origin', 'This websocket was opened by a page of another site.');
  }
  if (!access.hasSession(target.id, request.headers.cookie)) {
    return refuse('link_required', 'This browser has not been let in to this instance.');
  }
  if (hasBody(request) || hostCount(request) > 1) {
    return refuse('invalid_request', 'An upgrade has no body and one Host header.');
  }
  const refusal = unavailable(target, Date.now());
  return refusal ? refuse(refusal.code, refusal.detail) : target;
}

function changesState(request: IncomingMessage): boolean {
  return !['GET', 'HEAD', 'OPTIONS', 'TRACE'].includes(request.method ?? '');
}

/** Two hops that each believe another Host header could be played off against each other. */
function hostCount(request: IncomingMessage): number {
  return request.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length;
}

function answerError(error: unknown, response: ServerResponse, log: ProxyLog): void {
  const known = error instanceof ManagerError ? error : null;
  log.warn(
    { reason: known?.code ?? (error instanceof Error ? error.message : 'unknown') },
    'A request could not be passed on',
  );
  if (response.headersSent || response.destroyed) return void response.destroy();
  answerProblem(response, known?.code ?? 'internal_error', known?.message ?? 'The request could not be passed on.');
}
