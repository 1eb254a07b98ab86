import { answerFraming, type BodyFraming } from './body-framing.ts';
import type { BodyTracker } from './body-tracker.ts';
import type { ClientSide } from './client-side.ts';
import { decodeChunks } from './decode-chunks.ts';
import { type AnswerPlan, acceptsTrailers, expectsContinue, type Forwarding, keepsConnection } from './forwarding.ts';
import { HeadReader } from './head-reader.ts';
import { type AnswerHead, MalformedMessage, parseAnswerHead, type RequestHead } from './message-head.ts';
import { headText, joined } from './own-answer.ts';
import { trackBody } from './track-body.ts';
import { joinWires } from './tunnel.ts';
import { deafListener, type Wire, type WireListener } from './wire.ts';

/** A server that has said nothing by then may not know of 100 (HTTP/1.0): its client must not wait for ever. */
const continueAfterMs = 1000;
/** Longer than any machine of a cluster takes to accept; the system itself would try for minutes. */
const connectTimeoutMs = 10_000;
/** An answer that is still coming after this long may be one that is meant to be seen part by part. */
const collectingMs = 500;
/** Head and body go out in one piece up to this size. */
const joinedBytes = 64 * 1024;
const nothing = Buffer.alloc(0);
const emptyLine = Buffer.from('\r\n');

interface Answering {
  head: AnswerHead;
  framing: BodyFraming;
  plan: AnswerPlan;
}

/** How the body of an answer reaches the client. */
type Passing = 'as_it_comes' | 'without_chunks' | 'collected';

/** One request on its way to a server, and its answer back: both as streams, at the pace of the slower side. */
export class Exchange implements WireListener {
  readonly #client: ClientSide;
  readonly #request: RequestHead;
  readonly #plan: Forwarding;
  readonly #ended: () => void;
  #requestDone: boolean;
  #upstream!: Wire;
  #reused = false;
  #heard = false;
  #over = false;
  #timers: NodeJS.Timeout[] = [];
  readonly #reader = new HeadReader();
  /** Null until the final answer begins. */
  #answer: Answering | null = null;
  #body: BodyTracker | null = null;
  #passing: Passing = 'as_it_comes';
  /** The answer's head while it waits for the first bytes of the body. */
  #unsentHead = '';
  #collected: Buffer[] = [];
  #collectedBytes = 0;

  constructor(client: ClientSide, request: RequestHead, hasBody: boolean, plan: Forwarding) {
    this.#client = client;
    this.#request = request;
    this.#plan = plan;
    this.#requestDone = !hasBody;
    this.#ended = plan.began({ destroy: () => client.destroy() });
    this.#send(!plan.mayRepeat || hasBody);
  }

  /** Whether the client has seen a part of the answer. */
  get answerBegan(): boolean {
    return this.#answer !== null && this.#passing !== 'collected';
  }

  /** Whether the body has to come in time. */
  get hurriesBody(): boolean {
    return this.#plan.hurriesBody;
  }

  /** Bytes of the request's body, lent. */
  requestBytes(bytes: Buffer): void {
    if (this.#over) return;
    this.#upstream.write(bytes);
    if (this.#upstream.isFull) this.#client.wire.pause();
  }

  requestEnd(): void {
    this.#requestDone = true;
  }

  /** The client reads on. */
  clientDrained(): void {
    if (!this.#over) this.#upstream.resume();
  }

  /** Ends it on the server's side, without another word to the client. */
  abandon(): void {
    if (this.#over) return;
    this.#finishSending();
    this.#upstream.destroy();
  }

  data(bytes: Buffer): void {
    this.#heard = true;
    try {
      if (this.#over) this.#upstream.destroy();
      else if (this.#answer === null) this.#readHead(bytes);
      else this.#readBody(bytes);
    } catch (error) {
      this.#broken(error instanceof MalformedMessage ? `malformed answer: ${error.message}` : String(error));
    }
  }

  drain(): void {
    this.#client.wire.resume();
  }

  end(): void {
    if (this.#over) return;
    if (this.#answer?.framing.kind === 'until_close') this.#finish(false);
    else this.#broken(this.#heard ? 'closed before its answer was complete' : 'closed without an answer');
  }

  close(): void {
    this.end();
  }

  /** @param fresh not on a kept connection, which may just be closing: the request would then have to be sent again */
  #send(fresh: boolean): void {
    const { wire, reused } = this.#plan.upstream.take(fresh);
    this.#upstream = wire;
    this.#reused = reused;
    wire.listener = this;
    wire.write(this.#plan.head);
    if (wire.isConnecting) this.#after(connectTimeoutMs, () => wire.isConnecting && wire.destroy());
    if (expectsContinue(this.#request)) this.#after(continueAfterMs, () => this.#client.writeContinue());
  }

  #readHead(bytes: Buffer): void {
    let rest = bytes;
    for (;;) {
      const found = this.#reader.read(rest);
      if (found === null) return;
      rest = found.rest;
      const answer = parseAnswerHead(found.text);
      if (answer.statusCode === 101) return void this.#switchProtocols(answer, rest);
      if (answer.statusCode >= 200) return void this.#begin(answer, rest);
      this.#passInterim(answer);
    }
  }

  #passInterim(answer: AnswerHead): void {
    if (answer.statusCode === 100) return void this.#client.writeContinue();
    if (this.#request.httpVersion === '1.0') return;
    this.#client.wire.write(headText(statusLine(answer), this.#plan.answer(answer).headers));
    if (this.#client.wire.isFull) this.#upstream.pause();
  }

  #begin(head: AnswerHead, rest: Buffer): void {
    const framing = answerFraming(head, this.#request.method);
    const plan = this.#plan.answer(head);
    this.#clearTimers();
    this.#answer = { head, framing, plan };
    this.#passing = this.#howToPass(framing, plan);
    this.#body = trackBody(
      framing,
      this.#passing === 'without_chunks' ? (content) => this.#client.wire.write(content) : null,
    );
    if (this.#passing === 'collected') this.#after(collectingMs, () => this.#stopCollecting());
    else this.#prepareHead();
    this.#readBody(rest);
  }

  #howToPass(framing: BodyFraming, { collect }: AnswerPlan): Passing {
    if (this.#request.httpVersion === '1.0') return framing.kind === 'chunked' ? 'without_chunks' : 'as_it_comes';
    if (collect === null || framing.kind === 'none') return 'as_it_comes';
    return framing.kind === 'length' && framing.bytes > collect.maximumBytes ? 'as_it_comes' : 'collected';
  }

  /** The head as the client gets it, with this hop's own framing. */
  #prepareHead(): void {
    const { head, framing, plan } = this.#answer as Answering;
    const unchunked = this.#passing === 'without_chunks';
    // The end of the connection is then the end of the body.
    if (unchunked || framing.kind === 'until_close') this.#client.closesAfterAnswer = true;
    const coding = head.headers['transfer-encoding'];
    const codingList =
      coding === undefined || unchunked || head.statusCode === 204 ? [] : ['Transfer-Encoding', coding];
    this.#unsentHead = headText(statusLine(head), plan.headers, codingList, this.#client.connectionHeaders());
  }

  #readBody(bytes: Buffer): void {
    const body = this.#body as BodyTracker;
    if (this.#passing === 'without_chunks') this.#pass(nothing);
    const count = body.done ? 0 : body.take(bytes);
    const own = count === bytes.length ? bytes : bytes.subarray(0, count);
    if (this.#passing === 'collected') this.#collect(own);
    else if (this.#passing === 'as_it_comes') this.#pass(this.#withoutTrailers(own, body));
    if (body.done) this.#finish(count === bytes.length);
    else if (this.#client.wire.isFull) this.#upstream.pause();
  }

  #withoutTrailers(bytes: Buffer, { beforeTrailers, done }: BodyTracker): Buffer {
    const onlyEnd = done && beforeTrailers === bytes.length - 2;
    if (beforeTrailers >= bytes.length || onlyEnd || acceptsTrailers(this.#request)) return bytes;
    const kept = bytes.subarray(0, beforeTrailers);
    return done ? Buffer.concat([kept, emptyLine]) : kept;
  }

  #pass(bytes: Buffer): void {
    const { wire } = this.#client;
    const head = this.#unsentHead;
    this.#unsentHead = '';
    if (head !== '' && bytes.length > 0 && bytes.length <= joinedBytes) return void wire.write(joined(head, bytes));
    if (head !== '') wire.write(head);
    if (bytes.length > 0) wire.write(bytes);
  }

  #collect(bytes: Buffer): void {
    this.#collected.push(Buffer.from(bytes));
    this.#collectedBytes += bytes.length;
    if (this.#collectedBytes > (this.#answer?.plan.collect?.maximumBytes ?? 0)) this.#stopCollecting();
  }

  /** Too large or too slow to be changed as a whole: it goes on as it comes. */
  #stopCollecting(): void {
    this.#passing = 'as_it_comes';
    this.#prepareHead();
    this.#pass(Buffer.concat(this.#collected.splice(0)));
  }

  /** @param clean whether nothing came after the answer */
  #finish(clean: boolean): void {
    const { head, framing, plan } = this.#answer as Answering;
    const kept = clean && this.#requestDone && framing.kind !== 'until_close' && keepsConnection(head);
    this.#finishSending();
    if (kept) this.#plan.upstream.give(this.#upstream);
    else this.#upstream.destroy();
    if (this.#passing !== 'collected') return void this.#client.answered();
    const raw = Buffer.concat(this.#collected);
    const body = framing.kind === 'chunked' ? decodeChunks(raw) : raw;
    plan.collect?.finish(body).then(
      (answer) => this.#client.answer(answer),
      () => this.#client.destroy(),
    );
  }

  #switchProtocols(answer: AnswerHead, rest: Buffer): void {
    if (!this.#plan.upgrade) throw new MalformedMessage('101 to a request that did not ask for it');
    const upgrade = ['Connection', 'Upgrade', 'Upgrade', answer.headers.upgrade ?? ''];
    const head = headText(statusLine(answer), this.#plan.answer(answer).headers, upgrade);
    this.#clearTimers();
    this.#over = true;
    const early = this.#client.becomeTunnel();
    this.#client.wire.write(rest.length > 0 ? joined(head, rest) : head);
    if (early !== null) this.#upstream.write(early);
    // Not this exchange: what it holds is not needed any more, and connections can stay open for days.
    const ended = this.#ended;
    const left = this.#plan.joined();
    joinWires(this.#client.wire, this.#upstream, () => {
      left();
      ended();
    });
  }

  /** The server's side is gone: asks once more, says so, or breaks the client's answer off too. */
  #broken(reason: string): void {
    const untouched = this.#answer === null && !this.#heard && this.#reused;
    this.#upstream.listener = deafListener;
    this.#upstream.destroy();
    if (untouched) {
      this.#clearTimers();
      return void this.#send(true);
    }
    const told = this.answerBegan;
    this.#finishSending();
    if (told) this.#client.destroy();
    else this.#client.answer(this.#plan.failed(reason));
  }

  #finishSending(): void {
    this.#clearTimers();
    this.#over = true;
    this.#ended();
  }

  #after(delayMs: number, act: () => void): void {
    this.#timers.push(setTimeout(act, delayMs));
  }

  #clearTimers(): void {
    for (const timer of this.#timers.splice(0)) clearTimeout(timer);
  }
}

function statusLine({ statusCode, statusMessage }: AnswerHead): string {
  return `HTTP/1.1 ${statusCode} ${statusMessage}`;
}
