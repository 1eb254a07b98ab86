/** One answer as a strict client reads it. */
export interface ReadAnswer {
  status: number;
  headers: Map<string, string[]>;
  /** A character for each byte. */
  body: string;
}

/** What of HTTP/1.1 a daemon may never send. */
export class WrongAnswer extends Error {
  override name = 'WrongAnswer';
}

type Framing = { kind: 'length'; left: number } | { kind: 'chunked' } | { kind: 'until_close' };

/**
 * Reads answers strictly: where a client could take something for another thing, it throws.
 *
 * @param methodOf the method of the request with this number, from 0 on
 */
export class AnswerReader {
  readonly answers: ReadAnswer[] = [];
  /** What came after a 101. */
  tunnelBytes = 0;
  isTunnel = false;
  readonly #methodOf: (index: number) => string;
  #bytes = '';
  #answer: ReadAnswer | null = null;
  #framing: Framing | null = null;
  #isLast = false;

  constructor(methodOf: (index: number) => string) {
    this.#methodOf = methodOf;
  }

  /** Whether an answer has begun that is not complete. */
  get begun(): boolean {
    return this.#answer !== null || this.#bytes !== '';
  }

  /** The beginning of what came after the last whole answer. */
  get unread(): string {
    return this.#bytes.slice(0, 200);
  }

  /** @throws WrongAnswer */
  take(bytes: Buffer): void {
    if (this.isTunnel) {
      this.tunnelBytes += bytes.length;
      return;
    }
    this.#bytes += bytes.toString('latin1');
    while (this.#step());
  }

  /** The connection has ended; an answer may end with it, or was broken off. */
  end(): void {
    if (this.#framing?.kind !== 'until_close') return;
    this.#bytes = '';
    this.#finish();
  }

  #step(): boolean {
    if (this.isTunnel) return false;
    if (this.#answer === null) return this.#readHead();
    if (this.#framing?.kind === 'chunked') return this.#readChunk();
    return this.#readCounted();
  }

  #readHead(): boolean {
    if (this.#isLast && this.#bytes !== '') throw new WrongAnswer('bytes after the last answer');
    const end = this.#bytes.indexOf('\r\n\r\n');
    if (end === -1) {
      if (this.#bytes.length > 200_000) throw new WrongAnswer('a head without an end');
      return false;
    }
    const [statusLine = '', ...lines] = this.#bytes.slice(0, end).split('\r\n');
    const status = Number(/^HTTP\/1\.1 ([1-9]\d\d)(?: [^\0\r\n]*)?$/.exec(statusLine)?.[1]);
    if (!status) throw new WrongAnswer(`status line ${JSON.stringify(statusLine.slice(0, 100))}`);
    this.#bytes = this.#bytes.slice(end + 4);
    this.#begin({ status, headers: readHeaders(lines), body: '' });
    return true;
  }

  #begin(answer: ReadAnswer): void {
    if (answer.status === 101) {
      this.isTunnel = true;
      this.tunnelBytes = this.#bytes.length;
      this.#bytes = '';
      this.answers.push(answer);
      return;
    }
    const framing = framingOf(answer, this.#methodOf(this.answers.length));
    if (answer.status < 200) return;
    this.#answer = answer;
    this.#framing = framing;
    this.#isLast = framing.kind === 'until_close' || /\bclose\b/i.test(only(answer.headers, 'connection') ?? '');
    if (framing.kind === 'length' && framing.left === 0) this.#finish();
  }

  #readCounted(): boolean {
    const answer = this.#answer as ReadAnswer;
    const framing = this.#framing as Exclude<Framing, { kind: 'chunked' }>;
    const count = framing.kind === 'length' ? Math.min(framing.left, this.#bytes.length) : this.#bytes.length;
    if (count === 0) return false;
    answer.body += this.#bytes.slice(0, count);
    this.#bytes = this.#bytes.slice(count);
    if (framing.kind === 'until_close') return false;
    framing.left -= count;
    if (framing.left === 0) this.#finish();
    return true;
  }

  #readChunk(): boolean {
    const end = this.#bytes.indexOf('\r\n');
    if (end === -1) return false;
    const size = /^([0-9a-f]{1,13})(?:[ \t]*;[^\0\r\n]*)?$/i.exec(this.#bytes.slice(0, end))?.[1];
    if (size === undefined) throw new WrongAnswer(`chunk size ${JSON.stringify(this.#bytes.slice(0, 40))}`);
    const length = Number.parseInt(size, 16);
    if (length === 0) return this.#readTrailers(end);
    if (this.#bytes.length < end + 4 + length) return false;
    if (this.#bytes.slice(end + 2 + length, end + 4 + length) !== '\r\n') throw new WrongAnswer('end of a chunk');
    (this.#answer as ReadAnswer).body += this.#bytes.slice(end + 2, end + 2 + length);
    this.#bytes = this.#bytes.slice(end + 4 + length);
    return true;
  }

  #readTrailers(sizeEnd: number): boolean {
    const end = this.#bytes.indexOf('\r\n\r\n', sizeEnd);
    if (end === -1) return false;
    if (end > sizeEnd) readHeaders(this.#bytes.slice(sizeEnd + 2, end).split('\r\n'));
    this.#bytes = this.#bytes.slice(end + 4);
    this.#finish();
    return true;
  }

  #finish(): void {
    this.answers.push(this.#answer as ReadAnswer);
    this.#answer = null;
    this.#framing = null;
  }
}

function readHeaders(lines: string[]): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const [, name = '', value = ''] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\0\r\n]*)$/.exec(line) ?? [];
    if (name === '') throw new WrongAnswer(`header line ${JSON.stringify(line.slice(0, 100))}`);
    headers.set(name.toLowerCase(), [...(headers.get(name.toLowerCase()) ?? []), value]);
  }
  return headers;
}

function framingOf({ status, headers }: ReadAnswer, method: string): Framing {
  const length = only(headers, 'content-length');
  const coding = only(headers, 'transfer-encoding');
  if (length !== undefined && coding !== undefined) throw new WrongAnswer('both Content-Length and Transfer-Encoding');
  if (length !== undefined && !/^\d+$/.test(length)) throw new WrongAnswer(`Content-Length ${JSON.stringify(length)}`);
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return { kind: 'length', left: 0 };
  if (coding !== undefined && /(?:^|,)[ \t]*chunked[ \t]*$/i.test(coding)) return { kind: 'chunked' };
  return coding === undefined && length !== undefined
    ? { kind: 'length', left: Number(length) }
    : { kind: 'until_close' };
}

function only(headers: Map<string, string[]>, name: string): string | undefined {
  const values = headers.get(name);
  if (values !== undefined && values.length > 1) throw new WrongAnswer(`more than one ${name}`);
  return values?.[0];
}
