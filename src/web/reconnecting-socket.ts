/** Waits before the n-th try again: doubled each time, so that a daemon that is down is not flooded. */
const firstDelayMs = 500;
const longestDelayMs = 8_000;
/** A timer that fires this late means that the machine slept: the connection is likely dead without knowing it. */
const sleptMs = 20_000;
const watchIntervalMs = 5_000;

/** Close codes that say that what was asked for does not exist, by the number of the HTTP status. */
const isFinal = (code: number): boolean => code >= 4400 && code < 4500;

interface SocketHandlers {
  onMessage: (data: string) => void;
  /** The connection ended or could not be made; it is tried again by itself. */
  onLost: () => void;
  /** What is connected to does not exist (any more); it is not tried again. */
  onRefused?: () => void;
  /** A connection was made, the first or a later one. */
  onOpen?: () => void;
}

/** A websocket that receives text and connects again, for ever, until it is closed. */
export class ReconnectingSocket {
  readonly #url: string;
  readonly #handlers: SocketHandlers;
  #socket: WebSocket | null = null;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #watchTimer: ReturnType<typeof setInterval> | undefined;
  #failures = 0;
  #lastWatchMs = Date.now();

  constructor(url: string, handlers: SocketHandlers) {
    this.#url = url;
    this.#handlers = handlers;
    this.#watchTimer = setInterval(() => this.#watchForSleep(), watchIntervalMs);
    this.#connect();
  }

  /** Tries now instead of at the end of the present wait; does nothing while connected. */
  retryNow(): void {
    if (this.#retryTimer === undefined) return;
    this.#connect();
  }

  /** Ends the connection for good, without a call of onLost. */
  close(): void {
    clearTimeout(this.#retryTimer);
    clearInterval(this.#watchTimer);
    this.#drop();
  }

  #connect(): void {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.addEventListener('open', () => socket === this.#socket && this.#handlers.onOpen?.());
    socket.addEventListener('message', (event) => {
      if (socket !== this.#socket || typeof event.data !== 'string') return;
      this.#failures = 0;
      this.#handlers.onMessage(event.data);
    });
    socket.addEventListener('close', (event) => {
      if (socket !== this.#socket) return;
      if (isFinal(event.code)) this.#handlers.onRefused?.();
      else this.#retryLater();
    });
  }

  #retryLater(): void {
    const delayMs = Math.min(firstDelayMs * 2 ** this.#failures, longestDelayMs);
    this.#failures += 1;
    // The random part keeps many pages from coming back in the same instant.
    this.#retryTimer = setTimeout(() => this.#connect(), delayMs * (0.75 + Math.random() / 4));
    this.#handlers.onLost();
  }

  #watchForSleep(): void {
    const nowMs = Date.now();
    const lateMs = nowMs - this.#lastWatchMs - watchIntervalMs;
    this.#lastWatchMs = nowMs;
    if (lateMs < sleptMs) return;
    this.#drop();
    this.#failures = 0;
    this.#connect();
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }
}
