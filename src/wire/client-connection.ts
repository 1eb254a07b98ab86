import { type ClientActivity, ClientClock } from './client-clock.ts';
import type { ClientSide } from './client-side.ts';
import type { ConnectionLimits } from './connection-limits.ts';
import { Exchange } from './exchange.ts';
import { expectsContinue, type Handling, isForwarding } from './forwarding.ts';
import { HeadReader } from './head-reader.ts';
import { HeldBytes } from './held-bytes.ts';
import { type IncomingRequest, readRequest } from './incoming-request.ts';
import { MalformedMessage, RequestTooSlow } from './message-head.ts';
import { answerBytes, type OwnAnswer } from './own-answer.ts';
import { decide, type RequestHandler } from './request-handler.ts';
import type { Wire, WireListener } from './wire.ts';

/** So many requests that came in one piece are answered before others have their turn. */
const requestsPerTurn = 16;

type Phase = 'head' | 'request' | 'closing' | 'tunnel';

/** One client's connection: reads requests one after the other and sees each of them answered. */
export class ClientConnection implements ClientSide, WireListener {
  readonly wire: Wire;
  closesAfterAnswer = false;
  readonly #handler: RequestHandler;
  readonly #once: boolean;
  readonly #left: (connection: ClientConnection) => void;
  readonly #reader = new HeadReader();
  #phase: Phase = 'head';
  readonly #clock = new ClientClock();
  #request: IncomingRequest | null = null;
  /** Also of a request that is refused. */
  #wantsHead = false;
  /** Null while it is decided, and where the daemon answers itself. */
  #exchange: Exchange | null = null;
  #deciding = false;
  #answerDone = false;
  #mayContinue = false;
  readonly #held = new HeldBytes();
  #retired: () => void = () => undefined;

  /**
   * @param left is called when the connection is closed, or a tunnel
   * @param once whether it is closed after one answer
   */
  constructor(wire: Wire, handler: RequestHandler, left: (connection: ClientConnection) => void, once = false) {
    this.wire = wire;
    this.#once = once;
    this.#handler = handler;
    this.#left = left;
    wire.listener = this;
  }

  /** Since when nobody waits for anything on it; null while a request is under way, or an answer still on its way out. */
  get idleSinceMs(): number | null {
    const busy = this.wire.unsent > 0 || (this.#phase === 'request' && !this.#answerDone);
    return busy ? null : this.#clock.sinceMs;
  }

  connectionHeaders(): readonly string[] {
    // A client that still waits for leave to send its body may send it after this, or not: nobody could tell.
    if (this.#mayContinue) this.closesAfterAnswer = true;
    if (this.closesAfterAnswer) return closeHeader;
    return this.#request?.head.httpVersion === '1.0' ? keepAliveHeader : [];
  }

  writeContinue(): void {
    if (this.#mayContinue) this.wire.write('HTTP/1.1 100 Continue\r\n\r\n');
    this.#mayContinue = false;
  }

  answer(answer: OwnAnswer): void {
    if (this.wire.destroyed) return;
    this.wire.write(answerBytes(answer, this.connectionHeaders(), !this.#wantsHead));
    this.answered();
  }

  answered(): void {
    this.#answerDone = true;
    this.#exchange = null;
    this.#clock.restart();
    if (this.closesAfterAnswer) this.#closeGently();
    else if (this.#request?.body.done) this.#next();
    else this.#release();
  }

  becomeTunnel(): Buffer | null {
    const early = this.#held.take();
    this.#phase = 'tunnel';
    this.#left(this);
    this.#retired();
    this.#held.clear();
    this.#request = null;
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
  checkTime(nowMs: number, limits: ConnectionLimits): void {
    const overdue = this.#clock.check(this.#activity(), this.wire.unsent, nowMs, limits);
    if (overdue === 'end') this.wire.destroy();
    else if (overdue !== null) this.#breakOff(new RequestTooSlow(overdue.reason));
  }

  data(bytes: Buffer): void {
    if (this.#phase === 'closing') return;
    if (!this.#held.isEmpty) return void this.#hold(bytes);
    try {
      this.#feed(bytes);
    } catch (error) {
      this.#breakOff(error);
    }
  }

  drain(): void {
    this.#exchange?.clientDrained();
    if (this.#phase === 'head') this.#release();
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
    let begun = 0;
    while (rest.length > 0 && this.#phase !== 'closing') {
      if (this.#phase === 'head') {
        if (this.wire.isFull || begun === requestsPerTurn) return void this.#postpone(rest);
        const found = this.#reader.read(rest);
        if (found === null) return;
        rest = found.rest;
        begun += 1;
        this.#begin(found.text);
      } else if (this.#deciding || this.#request?.body.done) return void this.#hold(rest);
      else rest = this.#takeBody(rest);
    }
  }

  #begin(text: string): void {
    this.#wantsHead = text.startsWith('HEAD ');
    const request = readRequest(text);
    this.#phase = 'request';
    this.#clock.restart();
    this.#request = request;
    this.#answerDone = false;
    this.#mayContinue = expectsContinue(request.head);
    this.closesAfterAnswer = request.isLast || this.#once;
    const handling = decide(this.#handler, request.head, this.wire);
    if (handling instanceof Promise) this.#await(handling);
    else this.#act(handling);
  }

  #await(handling: Promise<Handling>): void {
    this.#deciding = true;
    handling
      .then((decided) => {
        this.#deciding = false;
        if (!this.wire.destroyed) this.#act(decided);
        this.#release();
      })
      .catch((error: unknown) => this.#refuse(error));
  }

  #act(handling: Handling): void {
    if (!isForwarding(handling)) return void this.answer(handling);
    const { head, body } = this.#request as IncomingRequest;
    this.#exchange = new Exchange(this, head, !body.done, handling);
  }

  #takeBody(bytes: Buffer): Buffer {
    const { body } = this.#request as IncomingRequest;
    const count = body.take(bytes);
    this.#mayContinue = false;
    this.#exchange?.requestBytes(count === bytes.length ? bytes : bytes.subarray(0, count));
    if (body.done) {
      this.#exchange?.requestEnd();
      if (this.#answerDone) this.#next();
    }
    return bytes.subarray(count);
  }

  #activity(): ClientActivity {
    if (this.#phase === 'head') return this.#reader.begun ? 'head' : 'idle';
    if (this.#phase === 'closing') return 'leaving';
    if (this.#request?.body.done) return this.#held.isFull ? 'crowding' : 'waiting';
    if (this.#answerDone) return 'unwanted_body';
    return this.#exchange?.hurriesBody ? 'body' : 'waiting';
  }

  #next(): void {
    this.#phase = 'head';
    this.#clock.restart();
    this.#request = null;
    this.#release();
  }

  /** Goes on with what was held back, when the client has read enough of the answers before. */
  #release(): void {
    if (this.#phase === 'head' && this.wire.isFull) return;
    this.wire.resume();
    // Not at once: many small requests in one piece would call each other.
    if (!this.#held.isEmpty) queueMicrotask(() => this.#goOn());
  }

  #goOn(): void {
    const held = this.wire.destroyed ? null : this.#held.take();
    if (held !== null) this.data(held);
  }

  /** Lets others have their turn, or the client read its answers, before the next request. */
  #postpone(bytes: Buffer): void {
    this.#held.add(bytes);
    this.wire.pause();
    if (!this.wire.isFull) setImmediate(() => this.#release());
  }

  /** Reads on for a while even so, since only who reads notices that the client leaves. */
  #hold(bytes: Buffer): void {
    this.#held.add(bytes);
    if (this.#held.isFull) this.wire.pause();
  }

  /** Ends the request under way, and tells why if the client has seen nothing of an answer. */
  #breakOff(error: unknown): void {
    const began = this.#phase === 'request' && (this.#exchange?.answerBegan ?? this.#answerDone);
    this.#exchange?.abandon();
    if (began) this.wire.destroy();
    else this.#refuse(error);
  }

  /** Tells what is wrong with a request, after which nothing can be read any more. */
  #refuse(error: unknown): void {
    this.closesAfterAnswer = true;
    this.#exchange = null;
    if (!(error instanceof MalformedMessage)) this.answer(this.#handler.broken(error));
    else this.answer(this.#handler.refuse(error.status, error.message));
  }

  /** Says that nothing more comes, and throws away what still arrives: a client that is still sending must get to its answer. */
  #closeGently(): void {
    this.#phase = 'closing';
    this.#clock.restart();
    this.#held.clear();
    this.wire.end();
    this.wire.resume();
    this.#retired();
  }
}

const closeHeader = ['Connection', 'close'];
const keepAliveHeader = ['Connection', 'keep-alive'];
