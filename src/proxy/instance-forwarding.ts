import type { AssetAnswers, AssetRequest } from '../assets/asset-answers.ts';
import { without } from '../assets/header-list.ts';
import type { AccessTokens } from '../services/access-tokens.ts';
import type { Instances } from '../services/ports.ts';
import { type AnswerPlan, asksForWebsocket, type Forwarding } from '../wire/forwarding.ts';
import type { AnswerHead, RequestHead } from '../wire/message-head.ts';
import { headText, type OwnAnswer } from '../wire/own-answer.ts';
import { answerHeaders } from './answer-headers.ts';
import { refusalAnswer } from './answers.ts';
import { unreachable } from './instance-pages.ts';
import type { OpenConnections } from './open-connections.ts';
import { outgoingHeaders } from './outgoing-headers.ts';
import type { ProxyLog } from './proxy-log.ts';
import type { ProxyTarget } from './proxy-target.ts';
import { isPlainPage, maximumPageBytes, needsTrueCase, withTrueCaseScript } from './true-case-script.ts';
import type { UpstreamPools } from './upstream-pools.ts';

export interface ForwardingOptions {
  access: AccessTokens;
  instances: Pick<Instances, 'viewerOpened' | 'requestBegan'>;
  connections: OpenConnections;
  pools: UpstreamPools;
  assets: AssetAnswers;
  trustForwarded: boolean;
  log: ProxyLog;
  /** Of the client's side; undefined on a unix socket. */
  remoteAddress: string | undefined;
}

const repeatable = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);
const over = () => undefined;
/** Of a request for a page that is changed on its way. */
const plainAnswerHeaders = ['accept-encoding', 'range', 'if-range', 'if-none-match', 'if-modified-since'];

/** How a request is passed on to the instance it means. */
export function instanceForwarding(request: RequestHead, target: ProxyTarget, options: ForwardingOptions): Forwarding {
  const { connections, instances, pools, assets, log } = options;
  const upgrade = asksForWebsocket(request);
  // The answer gets a script inserted, so it must come without compression.
  const plainAnswer = needsTrueCase(request, target);
  const asset = upgrade ? null : assetRequest(request, target);
  const headers = outgoingHeaders(request, target, {
    ...options,
    upgrade,
    withheld: plainAnswer ? plainAnswerHeaders : asset === null ? [] : assets.withheld(asset),
  });
  if (plainAnswer) headers.push('Accept-Encoding', 'identity');
  return {
    upstream: pools.of(target.proxied.upstream),
    head: headText(`${request.method} ${target.upstreamPath} HTTP/1.1`, headers),
    upgrade,
    mayRepeat: repeatable.has(request.method) && !upgrade,
    hurriesBody: false,
    answer: (answer) => {
      const passed = answerHeaders(answer, request, target, options);
      if (asset === null) return { headers: passed, collect: null };
      asset.appCookies = hasCredentials(headers);
      return planAnswer({ ...answer, rawHeaders: passed }, asset, target, { plainAnswer, assets });
    },
    failed(reason) {
      log.warn({ instance: target.id, method: request.method, reason }, 'The instance did not answer');
      return refusalAnswer(request, unreachable(target));
    },
    began(exchange) {
      const closed = connections.add(target.id, exchange);
      const answered = instances.requestBegan(target.id);
      return () => {
        closed();
        answered();
      };
    },
    joined: upgrade ? () => instances.viewerOpened(target.id) : () => over,
  };
}

/** @param answer with the headers as the browser may see them */
function planAnswer(
  answer: AnswerHead,
  request: AssetRequest,
  target: ProxyTarget,
  { plainAnswer, assets }: { plainAnswer: boolean; assets: AssetAnswers },
): AnswerPlan {
  const limit = assets.limitFor(request, answer, target.rest);
  const getsScript = plainAnswer && isPlainPage(answer);
  if (limit === null && !getsScript) return { headers: assets.amend(request, answer), collect: null };
  const finish = async (content: Buffer): Promise<OwnAnswer> => {
    const body = (getsScript && withTrueCaseScript(content, target.prefix)) || content;
    const presented =
      limit === null
        ? { status: answer.statusCode, headers: assets.amend(request, answer), body }
        : await assets.present(request, answer, target.rest, body);
    const reason = presented.status === answer.statusCode ? { reason: answer.statusMessage } : {};
    return { ...presented, ...reason, headers: without(presented.headers, isFraming) };
  };
  return { headers: assets.amend(request, answer), collect: { maximumBytes: limit ?? maximumPageBytes, finish } };
}

function assetRequest({ method, headers }: RequestHead, { id, prefix, proxied }: ProxyTarget): AssetRequest {
  return { method, headers, appCookies: false, run: `${id} ${proxied.record.started_at}`, prefix };
}

/** Whether the instance is told who asks. */
function hasCredentials(headers: readonly string[]): boolean {
  return headers.some((name, index) => index % 2 === 0 && /^(?:cookie|x-xsrftoken)$/i.test(name));
}

/** What belongs to the answer as it came. */
function isFraming(name: string): boolean {
  return name === 'content-length' || name === 'trailer';
}
