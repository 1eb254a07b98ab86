import { isWithheld } from './reserved-environment.ts';

/** True for names of variables that are likely to hold a secret: `looksSecret("AWS_SECRET_ACCESS_KEY")`, not `"PWD"`. */
export function looksSecret(name: string): boolean {
  return secretWord.test(name);
}

/**
 * The values of an environment that are secrets by their names, or by their looks where the name is one that is withheld from
 * apps (`JUPYTERHUB_…`). Left out are paths in variables that name a file, and what says nothing ("true", "8000").
 */
export function secretValues(environment: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(environment)
    .filter(([name, value = '']) => isSecret(name, value.trim()))
    .map(([, value = '']) => value.trim());
}

/** False for what would be found everywhere in a text and gives nothing away. */
export function canBeSecret(value: string): boolean {
  if (value.length < 4 || plainWord.test(value)) return false;
  return value.length >= 6 || !/^\d+$/.test(value);
}

function isSecret(name: string, value: string): boolean {
  if (!canBeSecret(value) || (namesFile.test(name) && /^[/~]/.test(value))) return false;
  return looksSecret(name) || (isWithheld(name) && tokenLike.test(value));
}

const secretWord =
  /token|secret|passw|passphrase|credential|cookie|jwt|(?:api|access|private|auth)_?key|(?:^|_)(?:key|auth)$|(?:^|_|ssh)pass$|_(?:pwd|pat)$/i;
const namesFile = /_(?:file|path|dir|directory|sock|socket)$/i;
const plainWord = /^(?:true|false|none|null|auto|yes|enabled|disabled)$/i;
const tokenLike = /^(?=.*\d)[A-Za-z0-9_+=.-]{20,}$/;
