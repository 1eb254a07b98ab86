import type { AssetAnswers } from '../assets/asset-answers.ts';
import { splitBase } from '../domain/base-path.ts';
import { ManagerError } from '../domain/errors.ts';
import { isProxyTarget } from '../domain/proxy-path.ts';
import { isForeign, isForeignSocket } from '../domain/request-origin.ts';
import type { AccessTokens } from '../services/access-tokens.ts';
import type { Instances } from '../services/ports.ts';
import { asksForWebsocket, type Handling } from '../wire/forwarding.ts';
import type { RequestHead } from '../wire/message-head.ts';
import { type OwnAnswer, ownAnswer } from '../wire/own-answer.ts';
import type { Admission } from '../wire/socket-wire.ts';
import { problemAnswer, type Refusal, refusalAnswer } from './answers.ts';
import { instanceForwarding } from './instance-forwarding.ts';
import { unavailable, unknownInstance } from './instance-pages.ts';
import { isLauncherRequest, launcherAnswer } from './launcher-request.ts';
import { createOpenConnections } from './open-connections.ts';
import type { ProxyLog } from './proxy-log.ts';
import { type ProxyTarget, resolveTarget } from './proxy-target.ts';
import { createTokenGate } from './token-gate.ts';
import { createUpstreamPools } from './upstream-pools.ts';

export { linkUrl } from './proxy-target.ts';

export interface InstanceProxyOptions {
  instances: Pick<Instances, 'findByNumber' | 'readSecret' | 'viewerOpened' | 'requestBegan'>;
  access: AccessTokens;
  assets: AssetAnswers;
  /** Begins and ends with "/". */
  basePath: string;
  /** Whether X-Forwarded-Proto and -Host may be believed: on the unix socket they are Jupyter's. */
  trustForwarded: boolean;
  /** Whether a connection that was just made leads to a process of this user, or to another machine. */
  admits: Admission;
  log: ProxyLog;
}

/** Everything below `<base>/proxy/`, to be asked before the daemon's own routes (and behind its door). */
export interface InstanceProxy {
  /** Whether a raw request target belongs to the proxy. */
  handles(url: string): boolean;
  /** What to do with such a request, an upgrade too. @throws ManagerError */
  handle(request: RequestHead, client: { remoteAddress: string | undefined }): Handling | Promise<Handling>;
  /** Ends all that runs through the proxy. */
  close(): void;
}

export function createInstanceProxy(options: InstanceProxyOptions): InstanceProxy {
  const { instances, access, basePath, trustForwarded } = options;
  const connections = createOpenConnections();
  const pools = createUpstreamPools(options.admits, options.log);
  const gate = createTokenGate(options);
  const revoked = (instanceId: string) => connections.destroyOf(instanceId);
  access.on('revoked', revoked);

  const handleRequest = (request: RequestHead, target: ProxyTarget): OwnAnswer | Promise<OwnAnswer> | null => {
    const answer = gate.check(request, target);
    if (answer !== null) return answer;
    if (changesState(request) && isForeign(request.headers, trustForwarded)) {
      return problemAnswer('foreign_origin', 'This request was sent by a page of another site.');
    }
    const refusal = unavailable(target, Date.now());
    if (refusal) return refusalAnswer(request, refusal);
    return isLauncherRequest(request, target) ? launcherAnswer(request, target, options) : null;
  };

  /** What a browser's handshake can be told is a status; pages are for those who see them. */
  const handleUpgrade = (request: RequestHead, target: ProxyTarget): OwnAnswer | null => {
    if (isForeignSocket(request.headers, trustForwarded)) {
      return problemAnswer('foreign_origin', 'This websocket was opened by a page of another site.');
    }
    if (!access.hasSession(target.id, request.headers.cookie)) {
      return problemAnswer('link_required', 'This browser has not been let in to this instance.');
    }
    return problemOf(unavailable(target, Date.now()));
  };

  return {
    handles: (url) => isProxyTarget(splitBase(url, basePath).target),
    handle(request, { remoteAddress }) {
      const upgrade = asksForWebsocket(request);
      const resolved = resolveTarget(request.url, basePath, instances);
      if (resolved.kind === 'unknown') {
        const refusal = unknownInstance(basePath);
        return upgrade ? problemOf(refusal) : refusalAnswer(request, refusal);
      }
      if (resolved.kind === 'add_slash') return ownAnswer(308, { Location: resolved.location });
      const { target } = resolved;
      const answer = upgrade ? handleUpgrade(request, target) : handleRequest(request, target);
      return answer ?? instanceForwarding(request, target, { ...options, connections, pools, remoteAddress });
    },
    close() {
      access.off('revoked', revoked);
      connections.destroyAll();
      pools.close();
    },
  };
}

/** What a client is told when handling its request threw. */
export function failureAnswer(error: unknown, log: ProxyLog): OwnAnswer {
  const known = error instanceof ManagerError ? error : null;
  const reason = known?.code ?? (error instanceof Error ? error.message : 'unknown');
  log.warn({ reason }, 'A request could not be passed on');
  return problemAnswer(known?.code ?? 'internal_error', known?.message ?? 'The request could not be passed on.');
}

function problemOf(refusal: Refusal): OwnAnswer;
function problemOf(refusal: Refusal | null): OwnAnswer | null;
function problemOf(refusal: Refusal | null): OwnAnswer | null {
  return refusal && problemAnswer(refusal.code, refusal.detail);
}

function changesState({ method }: RequestHead): boolean {
  return !['GET', 'HEAD', 'OPTIONS', 'TRACE'].includes(method);
}
