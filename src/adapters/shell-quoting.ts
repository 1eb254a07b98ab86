import type { TemplateProblem } from './job-template-syntax.ts';
import { createShellReader, type ShellPlace } from './shell-reader.ts';

/** A part of a script: text as the site wrote it, or a value that a template gives out (`line` of the template, from 1). */
export type ScriptPiece = { text: string } | { value: string; line: number; isRaw: boolean };

/**
 * Puts a script together, with each value quoted for the place where it stands: as one word of bash, or as one value of a
 * directive of the scheduler. Where no quoting would hold (within quotes, here-documents, …) the value is a problem.
 */
export function scriptFromPieces(pieces: readonly ScriptPiece[]): { script: string; problems: TemplateProblem[] } {
  const reader = createShellReader();
  const problems: TemplateProblem[] = [];
  let script = '';
  for (const piece of pieces) {
    if ('text' in piece) {
      reader.read(piece.text);
      script += piece.text;
      continue;
    }
    const quoted = quoteFor(reader.place(), piece);
    if (quoted.ok) script += quoted.text;
    else problems.push({ line: piece.line, message: quoted.message, hint: quoted.hint });
    reader.readValue(piece.isRaw && piece.value !== '');
  }
  return { script, problems };
}

type Quoted = { ok: true; text: string } | { ok: false; message: string; hint: string | null };

function quoteFor(place: ShellPlace, { value, isRaw }: { value: string; isRaw: boolean }): Quoted {
  if (!value.isWellFormed() || value.includes('\0')) return refused('A value holds what is no text.');
  if (isRaw) {
    if (place.kind === 'word' && place.startsLine) return { ok: true, text: value };
    return refused('Directives need a line of their own.', 'Begin a line with them.');
  }
  if (place.kind === 'word') return { ok: true, text: quoteWord(value) };
  if (place.kind === 'arithmetic' && /^-?\d{1,15}$/.test(value)) return { ok: true, text: value };
  if (place.kind === 'directive' || place.kind === 'comment') {
    if (control.test(value))
      return refused('A value of a directive or a comment cannot hold control characters or line breaks.');
    return { ok: true, text: place.kind === 'comment' ? quoteWord(value) : quoteDirective(value) };
  }
  return refused(`A value stands ${places[place.kind]}, where it cannot be quoted.`, mends[place.kind] ?? null);
}

/** Words that neither bash nor a scheduler reads as anything else. */
const plain = /^[A-Za-z0-9_./:@%+,-]+$/;
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** As in bash: "it's" -> 'it'\''s' */
function quoteWord(value: string): string {
  return plain.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

/**
 * sbatch reads the values of its directives itself: quotes of both kinds as bash does, but a backslash escapes the next
 * character everywhere, within single quotes too (_get_argument in its opt.c).
 */
function quoteDirective(value: string): string {
  if (plain.test(value)) return value;
  return /['\\]/.test(value) ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : `'${value}'`;
}

const places: Record<Exclude<ShellPlace['kind'], 'word' | 'directive' | 'comment'>, string> = {
  quotes: 'within quotes',
  heredoc: 'in a here-document',
  arithmetic: 'in an arithmetic expression and is no whole number',
  expansion: 'within an expansion in braces, or in backquotes',
  escaped: 'right after a "\\", "$" or "<<"',
  unsure: 'after a "case" in a "$(…)"',
};

const mends: Partial<Record<ShellPlace['kind'], string>> = {
  quotes: 'Leave the quotes out: the value brings its own. "a"{{ b }}"c" is one word.',
  heredoc: 'Set a variable before it (name={{ value }}) and use "$name" in it.',
  expansion: 'Set a variable before it (name={{ value }}) and use "$name" in it.',
  escaped: 'Remove that character.',
  unsure: 'Set a variable before it (name={{ value }}) and use "$name" in it.',
};

function refused(message: string, hint: string | null = null): Quoted {
  return { ok: false, message, hint };
}
