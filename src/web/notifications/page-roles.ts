/** The part of the browser's locks (`navigator.locks`) that is used. */
export interface PageLocks {
  request(name: string, options: { mode: 'exclusive' | 'shared' }, whileHeld: () => Promise<void>): Promise<unknown>;
  query(): Promise<{ held?: { name?: string }[] }>;
}

/**
 * What the pages of one daemon agree on, by locks that the browser takes from a page that is closed: which one of them shows
 * notifications, and whether somebody looks at any of them.
 */
export class PageRoles {
  readonly #locks: PageLocks;
  readonly #name: string;
  #leads = false;
  #endAttending: (() => void) | null = null;

  /** `pagePath` tells the pages of different users and servers on one host apart. */
  constructor(locks: PageLocks, pagePath: string) {
    this.#locks = locks;
    this.#name = `trame-manager-page:${pagePath}`;
    void locks
      .request(`${this.#name}:lead`, { mode: 'exclusive' }, () => {
        this.#leads = true;
        return new Promise(() => undefined);
      })
      .catch(() => undefined);
  }

  /** Says whether somebody looks at this page. */
  attend(isAttended: boolean): void {
    if (isAttended === (this.#endAttending !== null)) return;
    if (!isAttended) {
      this.#endAttending?.();
      this.#endAttending = null;
      return;
    }
    const ended = new Promise<void>((resolve) => {
      this.#endAttending = resolve;
    });
    void this.#locks.request(this.#attended, { mode: 'shared' }, () => ended).catch(() => undefined);
  }

  /** True in one page at most: nobody looks at any of them, and this one is to show what happens. */
  async isToTell(): Promise<boolean> {
    if (!this.#leads) return false;
    const { held = [] } = await this.#locks.query();
    return !held.some(({ name }) => name === this.#attended);
  }

  get #attended(): string {
    return `${this.#name}:attended`;
  }
}
