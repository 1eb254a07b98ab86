import { quoteForShell } from '../../domain/quote-for-shell.ts';
import type { MadeCall } from './call-history.ts';

/** A language in which calls can be written down. */
export type ScriptLanguage = 'python' | 'curl';

/**
 * What stands before the calls: the address, and the token from the environment, so that none is in the text, in a
 * notebook's file or in the arguments of a process, which others on the machine can read.
 *
 * @param base "http://host/user/a/trame-manager/"
 */
export function scriptStart(language: ScriptLanguage, base: string): string {
  if (language === 'curl') return `base=${quoteForShell(base)}\ntoken=\${JUPYTERHUB_API_TOKEN:-$JUPYTER_TOKEN}`;
  return `import os
import requests

base = ${JSON.stringify(base)}
session = requests.Session()
token = os.environ.get("JUPYTERHUB_API_TOKEN") or os.environ["JUPYTER_TOKEN"]
session.headers["Authorization"] = f"Bearer {token}"`;
}

/** One call: shell for bash with curl 7.76 or later, or Python with requests, to be run after `scriptStart`. */
export function callText(language: ScriptLanguage, call: MadeCall): string {
  return language === 'curl' ? asCurl(call) : asPython(call);
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

function asPython({ method, path, body }: MadeCall): string {
  const json = body === undefined ? '' : `,\n    json=${literal(body, 1)},\n`;
  const address = `base + ${JSON.stringify(`api/v1/${path}`)}`;
  const call = `session.${method.toLowerCase()}(${json === '' ? address : `\n    ${address}`}${json})`;
  return `answer = ${call}\nanswer.raise_for_status()${method === 'DELETE' ? '' : '\nprint(answer.text)'}`;
}

/** JSON's strings and numbers are Python's, too. */
function literal(value: unknown, depth: number): string {
  if (value === null || value === undefined) return 'None';
  if (value === true || value === false) return value ? 'True' : 'False';
  if (typeof value !== 'object') return JSON.stringify(value);
  const indent = '    '.repeat(depth + 1);
  const lines = Array.isArray(value)
    ? value.map((entry) => `${indent}${literal(entry, depth + 1)},\n`)
    : Object.entries(value).map(([key, entry]) => `${indent}${JSON.stringify(key)}: ${literal(entry, depth + 1)},\n`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return lines.length === 0 ? `${open}${close}` : `${open}\n${lines.join('')}${'    '.repeat(depth)}${close}`;
}
