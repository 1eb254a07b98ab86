import { requestFraming } from './body-framing.ts';
import type { BodyTracker } from './body-tracker.ts';
import type { ClientSide } from './client-side.ts';
import { Exchange } from './exchange.ts';
import { asksForWebsocket, expectsContinue, type Handling, isForwarding, keepsConnection } from './forwarding.ts';
import { HeadReader, HeadTooSlow } from './head-reader.ts';
import { MalformedMessage, parseRequestHead, type RequestHead } from './message-head.ts';
import { answerBytes, type OwnAnswer } from './own-answer.ts';
import { trackBody } from './track-body.ts';
import type { Wire, WireListener } from './wire.ts';

/** A client may take this long to send the whole head of a request, or to send another. */
const headTimeoutMs = 60_000;
/** How long a client may go on sending what nobody wants any more. */
const lingerMs = 5_000;
/** What may come before its time; more is left to the system, which slows the sender down. */
const maximumHeldBytes = 64 * 1024;

/** Decides what to do with a request. */
export interface RequestHandler {
  handle(head: RequestHead, client: { remoteAddress: string | undefined }): Handling | Promise<Handling>;
  /** What a client is told whose request cannot be read. */
  malformed(status: MalformedMessage['status'], reason: string): OwnAnswer;
  /** What a client is told when handling its request threw. */
  broken(error: unknown): OwnAnswer;
}

type Phase = 'head' | 'request' | 'closing' | 'tunnel';

/** One client's connection: reads requests one after the other and sees each of them answered. */
export class ClientConnection implements ClientSide, WireListener {
  readonly wire: Wire;
  closesAfterAnswer = false;
  readonly #handler: RequestHandler;
  readonly #left: (connection: ClientConnection) => void;
  readonly #reader = new HeadReader();
  #phase: Phase = 'head';
  #sinceMs = Date.now();
  #request: RequestHead | null = null;
  #body: BodyTracker | null = null;
  /** Null while it is decided, and where the daemon answers itself. */
  #exchange: Exchange | null = null;
  #deciding = false;
  #answerDone = false;
  #mayContinue = false;
  /** What came before its time: a body before it is known where to, or the next request. */
  #held: Buffer | null = null;
  #retired: () => void = () => undefined;

  /** @param left is called when the connection is closed, or a tunnel */
  constructor(wire: Wire, handler: RequestHandler, left: (connection: ClientConnection) => void) {
    this.wire = wire;
    this.#handler = handler;
    this.#left = left;
    wire.listener = this;
  }

  connectionHeaders(): readonly string[] {
    // A client that still waits for leave to send its body may send it after this, or not: nobody could tell.
    if (this.#mayContinue) this.closesAfterAnswer = true;
    if (this.closesAfterAnswer) return closeHeader;
    return this.#request?.httpVersion === '1.0' ? keepAliveHeader : [];
  }

  writeContinue(): void {
    if (this.#mayContinue) this.wire.write('HTTP/1.1 100 Continue\r\n\r\n');
    this.#mayContinue = false;
  }

  answer(answer: OwnAnswer): void {
    if (this.wire.destroyed) return;
    this.wire.write(answerBytes(answer, this.connectionHeaders(), this.#request?.method !== 'HEAD'));
    this.answered();
  }

  answered(): void {
    this.#answerDone = true;
    this.#exchange = null;
    if (this.closesAfterAnswer) this.#closeGently();
    else if (this.#body?.done) this.#next();
    else this.#release();
  }

  becomeTunnel(): Buffer | null {
    const early = this.#held;
    this.#phase = 'tunnel';
    this.#left(this);
    this.#retired();
    this.#held = null;
    this.#request = null;
    this.#body = null;
    this.#exchange = null;
    return early;
  }

  /** Ends it, and what it asked for. */
  destroy(): void {
    this.wire.destroy();
  }

  /** Takes no more requests; resolves when the one under way is answered, or its client gone. */
  async retire(): Promise<void> {
    if (this.#phase === 'head') return void this.wire.destroy();
    if (this.#phase !== 'request') return;
    this.closesAfterAnswer = true;
    await new Promise<void>((resolve) => {
      this.#retired = resolve;
    });
  }

  /** Ends it when its client has been idle or slow for too long. */
  checkTime(nowMs: number): void {
    const waited = nowMs - this.#sinceMs;
    if (this.#phase === 'head' && waited > headTimeoutMs) {
      if (!this.#reader.begun) return void this.wire.destroy();
      this.#refuse(new HeadTooSlow('the head of the request did not come in time'));
    } else if (this.#phase === 'closing' && waited > lingerMs && this.wire.waitingBytes === 0) this.wire.destroy();
  }

  data(bytes: Buffer): void {
    if (this.#phase === 'closing') return;
    if (this.#held !== null) return void this.#hold(bytes);
    try {
      this.#feed(bytes);
    } catch (error) {
      const began = this.#answerBegan();
      this.#exchange?.abandon();
      if (began) this.wire.destroy();
      else this.#refuse(error);
    }
  }

  drain(): void {
    this.#exchange?.clientDrained();
  }

  end(): void {
    if (this.#phase === 'request') this.wire.destroy();
    else this.wire.end();
  }

  close(): void {
    this.#exchange?.abandon();
    this.#exchange = null;
    this.#left(this);
    this.#retired();
  }

  #feed(bytes: Buffer): void {
    let rest = bytes;
    while (rest.length > 0 && this.#phase !== 'closing') {
      if (this.#phase === 'head') {
        const found = this.#reader.read(rest);
        if (found === null) return;
        rest = found.rest;
        this.#begin(found.text);
      } else if (this.#deciding || this.#body?.done) return void this.#hold(rest);
      else rest = this.#takeBody(rest);
    }
  }

  #begin(text: string): void {
    const request = parseRequestHead(text);
    const framing = requestFraming(request);
    const websocket = asksForWebsocket(request);
    if (websocket && framing.kind !== 'none') throw new MalformedMessage('an upgrade with a body');
    if (request.method === 'CONNECT') throw new MalformedMessage('CONNECT');
    this.#phase = 'request';
    this.#request = request;
    this.#body = trackBody(framing);
    this.#answerDone = false;
    this.#mayContinue = expectsContinue(request);
    // What follows a refused upgrade was meant for another protocol.
    this.closesAfterAnswer = websocket || !keepsConnection(request);
    this.#decide(request);
  }

  #decide(request: RequestHead): void {
    const handling = this.#handled(request);
    if (!(handling instanceof Promise)) return void this.#act(handling);
    this.#deciding = true;
    handling
      .catch((error: unknown) => this.#handler.broken(error))
      .then((decided) => {
        this.#deciding = false;
        if (!this.wire.destroyed) this.#act(decided);
        this.#release();
      })
      .catch((error: unknown) => this.#refuse(error));
  }

  #handled(request: RequestHead): Handling | Promise<Handling> {
    try {
      return this.#handler.handle(request, this.wire);
    } catch (error) {
      return this.#handler.broken(error);
    }
  }

  #act(handling: Handling): void {
    if (!isForwarding(handling)) return void this.answer(handling);
    this.#exchange = new Exchange(this, this.#request as RequestHead, !this.#body?.done, handling);
  }

  #takeBody(bytes: Buffer): Buffer {
    const body = this.#body as BodyTracker;
    const count = body.take(bytes);
    this.#mayContinue = false;
    this.#exchange?.requestBytes(count === bytes.length ? bytes : bytes.subarray(0, count));
    if (body.done) {
      this.#exchange?.requestEnd();
      if (this.#answerDone) this.#next();
    }
    return bytes.subarray(count);
  }

  #next(): void {
    this.#phase = 'head';
    this.#sinceMs = Date.now();
    this.#request = null;
    this.#release();
  }

  /** Goes on with what was held back. */
  #release(): void {
    this.wire.resume();
    if (this.#held === null) return;
    // Not at once: many small requests in one piece would call each other.
    queueMicrotask(() => {
      const held = this.#held;
      if (held === null || this.wire.destroyed) return;
      this.#held = null;
      this.data(held);
    });
  }

  /** Reads on for a while even so, since only who reads notices that the client leaves. */
  #hold(bytes: Buffer): void {
    this.#held = this.#held === null ? Buffer.from(bytes) : Buffer.concat([this.#held, bytes]);
    if (this.#held.length > maximumHeldBytes) this.wire.pause();
  }

  #answerBegan(): boolean {
    return this.#phase === 'request' && (this.#exchange?.answerBegan ?? this.#answerDone);
  }

  /** Tells what is wrong with a request, after which nothing can be read any more. */
  #refuse(error: unknown): void {
    this.closesAfterAnswer = true;
    this.#exchange = null;
    if (!(error instanceof MalformedMessage)) this.answer(this.#handler.broken(error));
    else this.answer(this.#handler.malformed(error.status, error.message));
  }

  /** Says that nothing more comes, and throws away what still arrives: a client that is still sending must get to its answer. */
  #closeGently(): void {
    this.#phase = 'closing';
    this.#sinceMs = Date.now();
    this.#held = null;
    this.wire.end();
    this.wire.resume();
    this.#retired();
  }
}

const closeHeader = ['Connection', 'close'];
const keepAliveHeader = ['Connection', 'keep-alive'];
