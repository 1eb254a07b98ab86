/** A call that changed something. */
export interface MadeCall {
  method: string;
  /** Below "api/v1/". */
  path: string;
  /** What was sent as JSON; undefined: nothing. */
  body: unknown;
}

/** More are of no use to somebody who looks for what was just done. */
const maximumCalls = 20;

/** The calls of this page that changed something, the newest first, to be repeated by a script. */
export class CallHistory {
  #calls: readonly MadeCall[] = [];

  get calls(): readonly MadeCall[] {
    return this.#calls;
  }

  /** To be told of each call that worked; those that only look are not kept. */
  note(call: MadeCall): void {
    if (call.method === 'GET' || call.path.includes('dry_run') || ofThePage.test(call.path)) return;
    this.#calls = [call, ...this.#calls].slice(0, maximumCalls);
  }
}

/** What the page keeps for itself, and what only looks. */
const ofThePage = /^(presets|favourites|recipes\/preview)\b/;
