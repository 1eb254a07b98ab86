import { asApiError } from '../api-error.ts';
import { RestClient } from '../rest-client.ts';
import { LogBuffer, maximumLines } from './log-buffer.ts';
import type { FollowState, LogReader } from './log-follower.ts';

/** How often a log is read anew, in milliseconds: it lies on the file system of a cluster, which is slow to show what is new. */
const intervalMs = 3_000;

/** Reads the end of a log again and again, where there is nothing to follow it by. */
export class LogPoller implements LogReader {
  readonly buffer = new LogBuffer();
  readonly #client = new RestClient();
  readonly #path: string;
  readonly #onNews: (state: FollowState) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #text: string | null = null;
  #closed = false;

  /** `path` is that of the log below "api/v1/": "jobs/123/log". */
  constructor(path: string, onNews: (state: FollowState) => void) {
    this.#path = path;
    this.#onNews = onNews;
    void this.#read();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #read(): Promise<void> {
    const state = await this.#client
      .call('GET', `${this.#path}?tail=${maximumLines}`)
      .then((response) => response.text())
      .then((text) => this.#take(text))
      .catch((error: unknown): FollowState => (asApiError(error).code.endsWith('not_found') ? 'gone' : 'ended'));
    if (this.#closed) return;
    this.#onNews(state);
    if (state !== 'gone') this.#timer = setTimeout(() => void this.#read(), intervalMs);
  }

  /** What only grew is added to; anything else replaces what was there. */
  #take(text: string): FollowState {
    const known = this.#text;
    this.#text = text;
    if (known !== null && text.startsWith(known)) this.buffer.append(text.slice(known.length));
    else {
      this.buffer.clear();
      this.buffer.append(text);
    }
    return 'following';
  }
}
