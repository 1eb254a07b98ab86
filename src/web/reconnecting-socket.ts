import { onWaking, type WakeSign } from './waking.ts';

/** Waits before the n-th try again: doubled each time, so that a daemon that is down is not flooded. */
const firstDelayMs = 500;
/** What the page shows is true again this long after the daemon is back, however long it was away. */
const longestDelayMs = 2_000;
/** Where nothing answers, a browser tries for minutes. */
const longestTryMs = 10_000;
/** A connection that is in doubt counts as lost when no other stands within this time. */
const longestDoubtMs = 1_500;
/** One that is being made for this long may have been begun while there was no network. */
const shortTryMs = 1_000;

/** Close codes that say that what was asked for does not exist, by the number of the HTTP status. */
const isFinal = (code: number): boolean => code >= 4400 && code < 4500;

interface SocketHandlers {
  onMessage: (data: string) => void;
  /** The connection ended or could not be made; it is tried again by itself. */
  onLost: () => void;
  /** What is connected to does not exist (any more); it is not tried again. */
  onRefused?: () => void;
  /** A connection was made, the first or a later one; all messages from now on are its own. */
  onOpen?: () => void;
}

interface SocketOptions {
  /**
   * A connection that was silent for so many milliseconds is made anew when somebody looks at the page again, since nobody tells of
   * one that died silently. Missing: only after sleep and the like.
   */
  doubtAfterMs?: number;
}

/**
 * A websocket that receives text and connects again, for ever, until it is closed. Where the present connection is in doubt, another
 * one is made beside it, which takes its place: where all is well, nobody notices.
 */
export class ReconnectingSocket {
  readonly #url: string;
  readonly #handlers: SocketHandlers;
  readonly #doubtAfterMs: number;
  readonly #endWaking: () => void;
  /** The one that is read from. */
  #socket: WebSocket | null = null;
  /** The one that is being made. */
  #next: WebSocket | null = null;
  #nextSinceMs = 0;
  #heardMs = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #tryTimer: ReturnType<typeof setTimeout> | undefined;
  #doubtTimer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;

  constructor(url: string, handlers: SocketHandlers, { doubtAfterMs = Number.POSITIVE_INFINITY }: SocketOptions = {}) {
    this.#url = url;
    this.#handlers = handlers;
    this.#doubtAfterMs = doubtAfterMs;
    this.#endWaking = onWaking((sign) => this.#onWaking(sign));
    this.#connect();
  }

  /** Tries now instead of at the end of the present wait; does nothing while connected. */
  retryNow(): void {
    const isStuck = this.#next !== null && Date.now() - this.#nextSinceMs > shortTryMs;
    if (this.#retryTimer !== undefined || isStuck) this.#connect();
  }

  /** Ends the connection for good, without a call of onLost. */
  close(): void {
    this.#endWaking();
    this.#endTrying();
    this.#drop();
  }

  #onWaking(sign: WakeSign): void {
    if (sign === 'away') this.#failures = 0;
    this.retryNow();
    if (this.#socket === null || this.#next !== null) return;
    if (sign === 'returned' && Date.now() - this.#heardMs < this.#doubtAfterMs) return;
    this.#connect();
    this.#doubtTimer = setTimeout(() => this.#lose(), longestDoubtMs);
  }

  #connect(): void {
    this.#endTrying();
    const next = new WebSocket(this.#url);
    this.#next = next;
    this.#nextSinceMs = Date.now();
    this.#tryTimer = setTimeout(() => this.#retryLater(), longestTryMs);
    next.addEventListener('open', () => this.#onOpen(next));
    next.addEventListener('message', ({ data }) => this.#onMessage(next, data));
    next.addEventListener('close', ({ code }) => this.#onClose(next, code));
  }

  #onOpen(socket: WebSocket): void {
    if (socket !== this.#next) return;
    this.#next = null;
    this.#endTrying();
    this.#drop();
    this.#socket = socket;
    this.#heardMs = Date.now();
    this.#handlers.onOpen?.();
  }

  #onMessage(socket: WebSocket, data: unknown): void {
    if (socket !== this.#socket || typeof data !== 'string') return;
    this.#failures = 0;
    this.#heardMs = Date.now();
    this.#handlers.onMessage(data);
  }

  #onClose(socket: WebSocket, code: number): void {
    const isCurrent = socket === this.#socket;
    // Another one is being made already.
    if (isCurrent && this.#next !== null) this.#lose();
    else if (isCurrent && isFinal(code)) this.#refuse();
    else if (isCurrent || socket === this.#next) this.#retryLater();
  }

  /** The one that was read from is dead; the one that is being made may still come. */
  #lose(): void {
    this.#drop();
    this.#handlers.onLost();
  }

  #refuse(): void {
    this.#drop();
    this.#handlers.onRefused?.();
  }

  #retryLater(): void {
    this.#endTrying();
    this.#drop();
    const delayMs = Math.min(firstDelayMs * 2 ** this.#failures, longestDelayMs);
    this.#failures += 1;
    // The random part keeps many pages from coming back in the same instant.
    this.#retryTimer = setTimeout(() => this.#connect(), delayMs * (0.75 + Math.random() / 4));
    this.#handlers.onLost();
  }

  #endTrying(): void {
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#tryTimer);
    this.#retryTimer = undefined;
    const former = this.#next;
    this.#next = null;
    former?.close();
  }

  #drop(): void {
    clearTimeout(this.#doubtTimer);
    const former = this.#socket;
    this.#socket = null;
    former?.close();
  }
}
