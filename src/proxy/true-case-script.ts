import type { AnswerHead, RequestHead } from '../wire/message-head.ts';
import type { ProxyTarget } from './proxy-target.ts';

/** A page larger than this is no trame index page. */
export const maximumPageBytes = 1_048_576;

/**
 * True for the page of a trame app whose prefix has upper-case letters. trame's client lower-cases the websocket's URL, and
 * then neither the cookie's path nor the hub's routes match ("/user/Alice/" and "/user/alice/"; "%C3" and "%c3" too).
 */
export function needsTrueCase(request: RequestHead, target: ProxyTarget): boolean {
  return (
    request.method === 'GET' &&
    target.proxied.record.kind === 'trame' &&
    /[A-Z]/.test(target.prefix) &&
    /^\/[^/?]*(?:\?|$)/.test(target.rest) &&
    !/^\/[^/?]+\.(?!html?(?:\?|$))[^./?]+(?:\?|$)/i.test(target.rest)
  );
}

/** True for an answer that holds a whole page in plain text. */
export function isPlainPage(answer: AnswerHead): boolean {
  const { 'content-type': type = '', 'content-encoding': coding = 'identity' } = answer.headers;
  return answer.statusCode === 200 && /^text\/html\b/i.test(type) && coding === 'identity';
}

/**
 * The page with a script at the start of its head that gives the WebSocket constructor the prefix in its true case; null
 * where the page has no head.
 */
export function withTrueCaseScript(page: Buffer, prefix: string): Buffer | null {
  const text = page.toString('latin1');
  const head = /<head(?:\s[^>]*)?>/i.exec(text);
  if (!head) return null;
  const end = head.index + head[0].length;
  return Buffer.concat([page.subarray(0, end), Buffer.from(script(prefix)), page.subarray(end)]);
}

function script(prefix: string): string {
  const literal = JSON.stringify(prefix).replaceAll('<', '\\u003c');
  return `<script>(function(prefix){
var Native = window.WebSocket;
window.WebSocket = new Proxy(Native, {construct: function (target, args) {
  try {
    var url = new URL(args[0], document.baseURI), path = url.pathname;
    if (url.host === location.host && path.toLowerCase().indexOf(prefix.toLowerCase()) === 0) {
      url.pathname = prefix + path.slice(prefix.length);
      args[0] = url.href;
    }
  } catch (error) { /* the constructor itself says what is wrong with it */ }
  return Reflect.construct(target, args);
}});
})(${literal})</script>`;
}
