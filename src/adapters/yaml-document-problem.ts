/** Something wrong in a file that a user wrote. Line and column count from 1; null where the problem has no place. */
export interface DocumentProblem {
  line: number | null;
  column: number | null;
  /** What is wrong, in a sentence without the place. */
  message: string;
  /** How to mend it, in a sentence; null when the message says it all. */
  hint: string | null;
}

/** The file cannot be read or is no YAML that we take: there is nothing to check further. */
export class DocumentError extends Error {
  readonly problem: DocumentProblem;
  /** The file system failed, which says nothing about what is in the file. */
  readonly fromFileSystem: boolean;
  override readonly name = 'DocumentError';

  /** `cause` keeps the foreign error. */
  constructor(problem: DocumentProblem, options: { cause?: unknown; fromFileSystem?: boolean } = {}) {
    super(problem.message, { cause: options.cause });
    this.problem = problem;
    this.fromFileSystem = options.fromFileSystem ?? false;
  }
}

/** A problem of the whole file. */
export function wholeFile(message: string, hint: string | null = null): DocumentProblem {
  return { line: null, column: null, message, hint };
}

/**
 * One line of text for a command line: "desktop.yml:3:5: … Did you mean …?". Without a place the numbers are left out.
 */
export function problemLine(file: string, { line, column, message, hint }: DocumentProblem): string {
  const place = line === null ? '' : column === null ? `:${line}` : `:${line}:${column}`;
  return `${file}${place}: ${message}${hint === null ? '' : ` ${hint}`}`;
}
