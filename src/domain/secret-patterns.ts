import { once } from './once.ts';
import { removedMark } from './removed-mark.ts';
import type { Replacement } from './text-filter.ts';

/**
 * What is a secret by the words before it: `API_TOKEN=…`, `password: …`, `Authorization: …`, cookies, `https://user:…@`, private
 * keys. Values of an app's parameters (`PARAM_…`) and paths of files (`authKeyFile=…`) stay.
 *
 *     "export LICENSE_TOKEN=abc; run" -> "export LICENSE_TOKEN=[removed] run"
 */
export const secretPatterns: () => readonly Replacement[] = once(() =>
  patterns().map(({ source, flags = 'g' }) => ({
    pattern: new RegExp(source, flags),
    longest: longestValue + 1000,
    replace: ([, kept = '']) => `${kept}${removedMark}`,
  })),
);

/** The first group of each is what stays. Every repetition is bounded, as a filter has to know the longest match. */
function patterns(): { source: string; flags?: string }[] {
  const some = `{1,${longestValue}}`;
  const name = `(?<!PARAM_[A-Z0-9_]{0,40})${secretName}${notOfFile}[A-Za-z0-9_.-]{0,40}`;
  const quoted = `\\\\{1,3}["'][^"'\\n]${some}|"(?:[^"\\\\\\n]|\\\\[^\\n])${some}"?|'[^'\\n]${some}'?`;
  const value = `(?![:=])(?:${quoted}|[^\\s"'<>]${some})`;
  const blank = '[ \\t]{0,4}';
  return [
    { source: `(-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----)(?:[^-]|-(?!----))${some}` },
    // In YAML a value without quotes goes on to the end of its line.
    { source: `(^[ \\t-]{0,40}[A-Za-z0-9_.-]{0,40}${name}:[ \\t]{1,8})[^\\s|>{\\[][^\\n]${some}`, flags: 'gm' },
    { source: `(${name}\\\\{0,3}["']?${blank}(?:[=:]|%3[Dd])${blank})${value}` },
    { source: `((?<=--[a-z-]{0,40})${secretName}[ \\t]{1,4})${value}` },
    { source: `((?:[Cc]ookie|COOKIE)["']?${blank}[:=,]${blank})[^\\n]${some}` },
    {
      source: `((?:jupyterhub-[\\w.%-]{1,80}|username-[\\w.-]{1,80}|trame_manager\\w{0,80}|_xsrf)=)"?[^\\s;,"']${some}`,
    },
    { source: `([Aa]uthorization["']?${blank}[:=,]${blank}["']?(?:[A-Za-z]{1,20}[ \\t]{1,4})?)[^\\s"']${some}` },
    { source: `(\\b[Bb]earer[ \\t]{1,4})[A-Za-z0-9._~+/=-]{8,${longestValue}}` },
    { source: `(://)[^\\s/@"'<>]{1,500}(?=@)` },
  ];
}

const longestValue = 16_000;

/** Words with which names of secrets end, or go on in capitals or behind a sign: "token", "API_KEY", not "tokenizer". */
const secretName = `(?:${[
  '[Tt]oken',
  '[Ss]ecret',
  '[Pp]assw(?:or)?d',
  '[Pp]assphrase',
  '[Cc]redentials?',
  '(?:[Aa]pi|[Aa]ccess|[Pp]rivate|[Ll]icense|[Aa]uth|[Ss]ecret)[_-]?[Kk]ey',
  'TOKEN|SECRET|PASSW(?:OR)?D|PASSPHRASE|CREDENTIALS?|JWT|_KEY|_PWD|PASS',
  '(?:API|ACCESS|PRIVATE|LICENSE|AUTH)[_-]?KEY',
].join('|')})(?![a-z])`;
const notOfFile = '(?![A-Za-z0-9_-]{0,40}(?:[Ff]ile|FILE|[Pp]ath|PATH|[Dd]ir|DIR|SOCK))';
