import { socketUrl } from '../api.ts';
import { ReconnectingSocket } from '../reconnecting-socket.ts';
import { LogBuffer, maximumLines } from './log-buffer.ts';

/** One more than is kept: so it shows whether there are older ones. */
const askedLines = maximumLines + 1;
/** Text that waits for the next frame is taken over early beyond this: hidden tabs draw no frames. */
const maximumWaitingLength = 2_000_000;

export type FollowState = 'connecting' | 'following' | 'ended' | 'gone';

/** What a log viewer reads from, until it is closed. */
export interface LogReader {
  readonly buffer: LogBuffer;
  close(): void;
}

/** News of a flood are told this far apart, in milliseconds: time between them is left to receiving, and to the user. */
const shortestPauseMs = 100;

/** Follows a log into a buffer, and tells at most ten times a second that there is something new. */
export class LogFollower implements LogReader {
  readonly buffer = new LogBuffer();
  readonly #socket: ReconnectingSocket;
  readonly #onNews: (state: FollowState) => void;
  #waiting: string[] = [];
  #waitingLength = 0;
  #frame = 0;
  #toldAtMs = 0;
  #state: FollowState = 'connecting';
  /** The daemon starts each connection with the last lines again: what was there has to go, once they come. */
  #stale = false;

  /** `path` is that of the log below "api/v1/": "instances/k3/log"; `lines`: with how many of the last ones it begins. */
  constructor(path: string, onNews: (state: FollowState) => void, lines = askedLines) {
    this.#onNews = onNews;
    this.#socket = new ReconnectingSocket(socketUrl(`api/v1/${path}/follow?tail=${lines}`, location.href), {
      onOpen: () => {
        this.#stale = true;
        this.#setState('following');
      },
      onMessage: (text) => this.#receive(text),
      onLost: () => this.#setState('ended'),
      onRefused: () => this.#setState('gone'),
    });
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    this.#socket.close();
  }

  #setState(state: FollowState): void {
    this.#state = state;
    this.#announce();
  }

  #receive(text: string): void {
    if (this.#stale) this.#startAgain();
    this.#waiting.push(text);
    this.#waitingLength += text.length;
    if (this.#waitingLength > maximumWaitingLength) this.#takeOver();
    this.#announce();
  }

  #startAgain(): void {
    this.#stale = false;
    this.#waiting = [];
    this.#waitingLength = 0;
    this.buffer.clear();
  }

  #announce(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame((nowMs) => {
      this.#frame = 0;
      if (nowMs - this.#toldAtMs < shortestPauseMs) return this.#announce();
      this.#toldAtMs = nowMs;
      this.#takeOver();
      this.#onNews(this.#state);
    });
  }

  #takeOver(): void {
    if (this.#waitingLength === 0) return;
    this.buffer.append(this.#waiting.join(''));
    this.#waiting = [];
    this.#waitingLength = 0;
  }
}
