import { setTimeout as delay } from 'node:timers/promises';
import { pick } from '../random.ts';
import { RawWebsocket } from './raw-websocket.ts';
import type { TrafficOrder } from './traffic-clients.ts';

export interface MessageCounts {
  /** Messages that clients sent; as many are on their way back. */
  sent: number;
  /** Messages that came back whole, in their order. */
  returned: number;
  /** Messages that came back otherwise. */
  wrong: number;
  /** Websockets that the other side closed. */
  lost: number;
  bytes: number;
}

/** Bytes of a message: mostly small ones, at times a picture. On average 6 kB. */
const sizes = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 4, 4, 4, 16, 16, 64].map((kilobytes) => kilobytes * 1000);
const openAtOnce = 25;

/** Opens the websockets of an order, spread over its instances, and sends over each at its steady rate. */
export async function echoesOver(order: TrafficOrder, random: () => number) {
  const { instances, websockets, messageEveryMs } = order;
  const counts: MessageCounts = { sent: 0, returned: 0, wrong: 0, lost: 0, bytes: 0 };
  const open: Echo[] = [];
  while (open.length < websockets) {
    const next = Math.min(openAtOnce, websockets - open.length);
    const begun = Array.from({ length: next }, (_, index) => {
      const instance = instances[(open.length + index) % instances.length];
      if (instance === undefined) throw new Error('There is no instance to talk to.');
      return Echo.open(order, instance, counts, random);
    });
    open.push(...(await Promise.all(begun)));
  }
  // Each at its own moment of the interval, so that the load is even.
  const timers: NodeJS.Timeout[] = [];
  for (const echo of open) {
    const first = setTimeout(
      () => timers.push(setInterval(() => echo.send(), messageEveryMs)),
      random() * messageEveryMs,
    );
    timers.push(first);
  }
  return {
    /** Sends no more, and resolves when all messages came back or 30 s are over. */
    async stop(): Promise<MessageCounts> {
      for (const timer of timers) clearTimeout(timer);
      const isDone = () => counts.returned + counts.wrong >= counts.sent;
      for (const deadline = Date.now() + 30_000; Date.now() < deadline && !isDone(); ) await delay(20);
      return { ...counts, lost: open.filter(({ ended }) => ended).length };
    },
    close() {
      for (const echo of open) echo.close();
    },
  };
}

/** A websocket whose messages come back; each bears its number at its beginning and its end. */
class Echo {
  readonly #counts: MessageCounts;
  readonly #random: () => number;
  readonly #expected: { number: number; length: number }[] = [];
  #websocket: RawWebsocket | null = null;
  #number = 0;

  static async open(
    { port, headers }: Pick<TrafficOrder, 'port' | 'headers'>,
    { path, cookie }: { path: string; cookie: string },
    counts: MessageCounts,
    random: () => number,
  ): Promise<Echo> {
    const echo = new Echo(counts, random);
    const where = { port, path: `${path}ws`, headers: { ...headers, Cookie: cookie } };
    echo.#websocket = await RawWebsocket.open(where, (payload) => echo.#take(payload));
    return echo;
  }

  private constructor(counts: MessageCounts, random: () => number) {
    this.#counts = counts;
    this.#random = random;
  }

  get ended(): boolean {
    return this.#websocket?.ended ?? true;
  }

  send(): void {
    const payload = Buffer.alloc(pick(this.#random, sizes));
    this.#number += 1;
    const number = this.#number;
    payload.writeUInt32BE(number, 0);
    payload.writeUInt32BE(number, payload.length - 4);
    this.#expected.push({ number, length: payload.length });
    this.#counts.sent += 1;
    this.#counts.bytes += 2 * payload.length;
    this.#websocket?.send(payload);
  }

  close(): void {
    this.#websocket?.close();
  }

  #take(payload: Buffer): void {
    const { number, length } = this.#expected.shift() ?? { number: 0, length: 0 };
    const isWhole = payload.length === length && payload.readUInt32BE(0) === number;
    if (isWhole && payload.readUInt32BE(length - 4) === number) this.#counts.returned += 1;
    else this.#counts.wrong += 1;
  }
}
