/**
 * Where in a bash script one stands: `word` where a quoted text is one word or a part of one, `directive` in a comment that
 * a scheduler reads, `unsure` where this reader may have lost its way.
 */
export interface ShellPlace {
  kind: 'word' | 'directive' | 'comment' | 'quotes' | 'heredoc' | 'arithmetic' | 'expansion' | 'escaped' | 'unsure';
  /** Nothing but blanks stands before it in its line. */
  startsLine: boolean;
}

/** Follows a script from its beginning, as far as needed to know how a value has to be quoted that is put in. */
export interface ShellReader {
  read(text: string): void;
  /** A value is put in here: one word, or with `isLines` whole lines of comment. */
  readValue(isLines: boolean): void;
  place(): ShellPlace;
}

/**
 * Reads words, quotes, comments, expansions and here-documents, one character at a time. It does not know bash's grammar:
 * where that would matter (`case` within `$(…)`, whose patterns end in a single ")") it says `unsure` from then on.
 */
export function createShellReader(): ShellReader {
  const scopes: Scope[] = ['words'];
  /** Here-documents that begin with the next line. */
  const awaited: Heredoc[] = [];
  let heredoc: Heredoc | null = null;
  let delimiter: Heredoc | null = null;
  /** What has been read of the current line and of the current word; "x" stands for a value or an escaped character. */
  let line = '';
  let word = '';
  let unsure = false;

  const top = () => scopes.at(-1) ?? 'words';
  const leave = () => {
    if (scopes.length > 1) scopes.pop();
  };

  function readCharacter(character: string): void {
    const scope = top();
    if (heredoc !== null) readHeredoc(heredoc, character);
    else if (scope === 'escape') readEscaped(character);
    else {
      readIn[scope](character);
      line = character === '\n' ? '' : line + character;
    }
  }

  /** A line that ends in a backslash goes on as if both were not there. */
  function readEscaped(character: string): void {
    leave();
    if (character === '\n') word = word.slice(0, -1);
    line = character === '\n' ? '' : `${line}x`;
  }

  function readHeredoc({ text, stripsTabs }: Heredoc, character: string): void {
    if (character === '\n' && (stripsTabs ? line.replace(/^\t+/, '') : line) === text)
      heredoc = awaited.shift() ?? null;
    line = character === '\n' ? '' : line + character;
  }

  const readIn: Record<Exclude<Scope, 'escape'>, (character: string) => void> = {
    words: readInWords,
    substitution: readInWords,
    parentheses: readInWords,
    single: (character) => character === "'" && leave(),
    ansi: (character) => (character === '\\' ? scopes.push('escape') : character === "'" && leave()),
    double: (character) => (character === '"' ? leave() : readExpansion(character)),
    backquotes: (character) => (character === '\\' ? scopes.push('escape') : character === '`' && leave()),
    braces(character) {
      // In double quotes it depends on the kind of expansion whether a single quote is one.
      if (character === "'" && scopes.includes('double')) unsure = true;
      if (character === '}') leave();
      else if (character === "'") scopes.push('single');
      else if (character === '"') scopes.push('double');
      else readExpansion(character);
    },
    arithmetic(character) {
      if (character === '(') scopes.push('arithmetic');
      else if (character === ')') leave();
      else readExpansion(character);
    },
    comment: (character) => character === '\n' && endLine(),
  };

  function readInWords(character: string): void {
    if (delimiter !== null && readDelimiter(delimiter, character)) return;
    if (character === '\n') endLine();
    else if (character === '#' && word === '') scopes.push('comment');
    else readInWord(character);
  }

  function readInWord(character: string): void {
    const ends = character === ')' ? top() : null;
    if (character === "'") scopes.push(hasDollar(line) ? 'ansi' : 'single');
    else if (character === '"') scopes.push('double');
    else if (character === '(' && !hasDollar(line)) readParenthesis();
    else if (character === ')') leave();
    else if (character === '<' && /(^|[^<])<$/.test(line)) delimiter = { text: '', stripsTabs: false };
    else readExpansion(character);
    // What follows the ")" of "$(…)" belongs to the same word.
    word = ends === 'substitution' ? 'x' : /[\s;&|()<>]/.test(character) ? '' : word + character;
    if (word === 'case' && scopes.includes('substitution')) unsure = true;
  }

  /** The second one of "$((" makes it arithmetic, which ends with two. */
  function readParenthesis(): void {
    if (top() === 'substitution' && line.endsWith('$(')) scopes.splice(-1, 1, 'arithmetic', 'arithmetic');
    else scopes.push('parentheses');
  }

  /** What is the same in words and in double quotes: backslashes, backquotes and what begins with a dollar sign. */
  function readExpansion(character: string): void {
    if (character === '\\') scopes.push('escape');
    else if (character === '`') scopes.push('backquotes');
    else if (character === '{' && hasDollar(line)) scopes.push('braces');
    else if (character === '(' && hasDollar(line)) {
      scopes.push('substitution');
      word = '';
    }
  }

  /** After "<<": `-`, blanks, then the word that ends the here-document; a third "<" makes it none. True for what it takes. */
  function readDelimiter(found: Heredoc, character: string): boolean {
    if (found.text === '' && character === '<') delimiter = null;
    else if (found.text === '' && character === '-' && line.endsWith('<<')) found.stripsTabs = true;
    else if (/[\s;&|()<>]/.test(character)) {
      if (found.text === '' && character !== '\n') return true;
      // A quoted delimiter with blanks in it.
      if (/^['"]/.test(found.text) && found.text.length > 1 !== found.text.endsWith(found.text.charAt(0)))
        unsure = true;
      awaited.push({ ...found, text: found.text.replaceAll(/['"\\]/g, '') });
      delimiter = null;
      return false;
    } else found.text += character;
    return true;
  }

  function endLine(): void {
    if (top() === 'comment') leave();
    word = '';
    heredoc = awaited.shift() ?? null;
  }

  function kind(): ShellPlace['kind'] {
    if (unsure) return 'unsure';
    if (heredoc !== null) return 'heredoc';
    return delimiter === null ? kindIn(top(), line) : 'escaped';
  }

  return {
    read(text) {
      for (const character of text) readCharacter(character);
    },
    readValue(isLines) {
      word += 'x';
      line += 'x';
      if (isLines) scopes.push('comment');
    },
    place: () => ({ kind: kind(), startsLine: /^[ \t]*$/.test(line) }),
  };
}

type Scope =
  | 'words'
  | 'substitution'
  | 'parentheses'
  | 'single'
  | 'ansi'
  | 'double'
  | 'backquotes'
  | 'braces'
  | 'arithmetic'
  | 'comment'
  | 'escape';

interface Heredoc {
  /** The line that ends it. */
  text: string;
  stripsTabs: boolean;
}

function kindIn(scope: Scope, line: string): ShellPlace['kind'] {
  switch (scope) {
    case 'words':
    case 'substitution':
    case 'parentheses':
      // `$'…'` and `$"…"` are quotes of another kind.
      return hasDollar(line) ? 'escaped' : 'word';
    case 'comment':
      if (!/^#[A-Z]+ /.test(line)) return 'comment';
      return line.endsWith('\\') ? 'escaped' : isWithinQuotes(line) ? 'quotes' : 'directive';
    case 'arithmetic':
      return 'arithmetic';
    case 'escape':
      return 'escaped';
    case 'single':
    case 'ansi':
    case 'double':
      return 'quotes';
    default:
      return 'expansion';
  }
}

/** A dollar sign that begins something: not the second one of "$$". */
function hasDollar(line: string): boolean {
  return /(^|[^$])(\$\$)*\$$/.test(line);
}

function isWithinQuotes(line: string): boolean {
  return /^[^'"]*(?:'[^']*'[^'"]*|"[^"]*"[^'"]*)*$/.exec(line) === null;
}
