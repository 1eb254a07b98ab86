import { connect, type Socket } from 'node:net';
import { AnswerReader, type ReadAnswer } from './answer-reader.ts';
import type { Conversation } from './conversation.ts';

/** How a conversation went. */
export interface Outcome {
  answers: ReadAnswer[];
  /** The daemon closed, or broke off, before all was answered. */
  closed: boolean;
  upgraded: boolean;
  /** What the daemon must not do; null where it did nothing of the kind. */
  complaint: string | null;
}

/** An answer that is due has to come within this time, and a connection that its client has ended has to be closed. */
const limitMs = 60_000;
/** When nothing has come for this long after bytes that may be no request, the client ends its half. */
const quietMs = 40;
const maximumPieces = 2000;

/** Holds one conversation over a connection of its own. */
export async function converse(port: number, conversation: Conversation): Promise<Outcome> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
  const client = new FuzzClient(socket, conversation);
  try {
    await client.send();
    if (conversation.leaves === 'when_done') await client.listen();
    return client.outcome();
  } finally {
    if (conversation.leaves === 'resets') socket.resetAndDestroy();
    else socket.destroy();
  }
}

class FuzzClient {
  readonly #socket: Socket;
  readonly #conversation: Conversation;
  readonly #reader: AnswerReader;
  #complaint: string | null = null;
  #ended = false;
  /** In how many pieces the answers came. */
  #heard = 0;
  #news: () => void = () => undefined;

  constructor(socket: Socket, conversation: Conversation) {
    this.#socket = socket;
    this.#conversation = conversation;
    this.#reader = new AnswerReader((index) => conversation.methods[index] ?? 'GET');
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => this.#take(bytes));
    const ended = () => {
      if (!this.#ended) this.#reader.end();
      this.#ended = true;
      this.#news();
    };
    socket.on('end', ended).on('close', ended);
  }

  async send(): Promise<void> {
    const { bytes, cuts } = this.#conversation;
    let from = 0;
    for (const to of [...cuts, bytes.length]) {
      this.#socket.write(bytes.slice(from, to), 'latin1');
      from = to;
      if (to < bytes.length) await new Promise(setImmediate);
    }
  }

  async listen(): Promise<void> {
    const { dueAnswers, frames } = this.#conversation;
    if (dueAnswers === null) await this.#untilQuiet();
    else await this.#until(() => this.#count() >= dueAnswers || this.#reader.isTunnel, limitMs);
    if (!this.#done() && dueAnswers !== null && this.#count() < dueAnswers) {
      this.#complaint ??= this.#ended
        ? `closed after ${this.#count()} of ${dueAnswers} answers`
        : `${this.#count()} of ${dueAnswers} answers within ${limitMs} ms, and then ${JSON.stringify(this.#reader.unread)}`;
    }
    if (this.#reader.isTunnel) {
      for (const frame of frames) this.#socket.write(frame);
      await this.#untilQuiet();
    }
    this.#socket.end();
    await this.#until(() => this.#ended, limitMs);
    if (!this.#ended) this.#complaint ??= `not closed within ${limitMs} ms after its client ended`;
  }

  outcome(): Outcome {
    const { answers, isTunnel, begun } = this.#reader;
    const missing = answers.length < (this.#conversation.dueAnswers ?? 1);
    return {
      answers,
      closed: this.#ended && (missing || begun),
      upgraded: isTunnel,
      complaint: this.#complaint ?? this.#wrong(),
    };
  }

  #take(bytes: Buffer): void {
    this.#heard += 1;
    try {
      this.#reader.take(bytes);
    } catch (error) {
      this.#complaint ??= String(error);
    }
    this.#news();
  }

  #count(): number {
    return this.#reader.answers.length;
  }

  #done(): boolean {
    return this.#complaint !== null || this.#reader.isTunnel;
  }

  #wrong(): string | null {
    const { mostAnswers, echoed, methods } = this.#conversation;
    const { answers } = this.#reader;
    if (answers.length > mostAnswers) return `${answers.length} answers to at most ${mostAnswers} requests`;
    for (const [index, { status, body }] of answers.entries()) {
      const due = echoed[index] ?? null;
      const told = status === 200 && methods[index] !== 'HEAD' && due !== null;
      if (told && body !== due) return `answer ${index} is of another request: ${JSON.stringify(body.slice(0, 100))}`;
    }
    return null;
  }

  /** Until nothing has come for a while; a feed of events goes on and on. */
  async #untilQuiet(): Promise<void> {
    for (let heard = -1; !this.#ended && heard !== this.#heard && this.#heard < maximumPieces; ) {
      heard = this.#heard;
      await this.#until(() => this.#ended, quietMs);
    }
  }

  /** Asks at once and after each thing that happens. */
  async #until(condition: () => boolean, withinMs: number): Promise<void> {
    if (condition()) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, withinMs);
    this.#news = () => condition() && resolve();
    await promise;
    clearTimeout(timer);
    this.#news = () => undefined;
  }
}
