import { quoteForShell } from '../../domain/quote-for-shell.ts';
import type { MadeCall } from './call-history.ts';
import { pythonCall } from './python-call.ts';

/** A language in which calls can be written down. */
export type ScriptLanguage = 'python' | 'curl';

/**
 * What stands before the calls. No token is in it, nor in a notebook's file or in the arguments of a process, which others on the
 * machine can read: the client has one of its own, and curl gets that of the environment.
 *
 * @param base "http://host/user/a/trame-manager/"
 */
export function scriptStart(language: ScriptLanguage, base: string): string {
  if (language === 'curl') return `base=${quoteForShell(base)}\ntoken=\${JUPYTERHUB_API_TOKEN:-$JUPYTER_TOKEN}`;
  return 'from trame_manager import connect\n\nmanager = connect()';
}

/** One call: shell for bash with curl 7.76 or later, or a line of the Python client, to be run after `scriptStart`. */
export function callText(language: ScriptLanguage, call: MadeCall): string {
  return language === 'curl' ? asCurl(call) : pythonCall(call);
}

/** Everything at once, the oldest call first. */
export function wholeScript(language: ScriptLanguage, base: string, calls: readonly MadeCall[]): string {
  const texts = [scriptStart(language, base), ...[...calls].reverse().map((call) => callText(language, call))];
  return `${texts.join('\n\n')}\n`;
}

function asCurl({ method, path, body }: MadeCall): string {
  const words = [
    `curl --fail-with-body --request ${method} --header @-`,
    ...(body === undefined
      ? []
      : ["--header 'Content-Type: application/json'", `--data ${quoteForShell(JSON.stringify(body))}`]),
    `"$base"${quoteForShell(`api/v1/${path}`)}`,
  ];
  return `${words.join(' \\\n  ')} <<< "Authorization: Bearer $token"`;
}
