import { EventEmitter } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import { ManagerError } from '../domain/errors.ts';
import { didYouMean } from '../domain/nearest-name.ts';
import type { AppListing, AppProblem, TrameApp } from '../domain/trame-app.ts';
import type { AppCatalog } from './ports.ts';

/** What the catalog is made of, and its pace. */
export interface AppCatalogParts {
  /** Looks on disk; cheap when nothing changed. */
  discover(): Promise<{ listing: AppListing; appDirectories: string[] }>;
  /** Starts watching; `onHint` may be called too often or never. `follow` is true when it watches something new. */
  watch(onHint: () => void): {
    follow(searched: readonly string[], appDirectories: readonly string[]): boolean;
    close(): void;
  };
  /** A listing older than this is not given out without a new look. Default 2 s. */
  maximumAgeMs?: number;
  /** How long hints are gathered before a look: one save makes several. Default 100 ms. */
  gatherMs?: number;
  /** Pace of looks while someone listens to `change`, for file systems without events. Default 10 s. */
  lookAgainMs?: number;
}

/** The catalog of apps, which begins to look at once. Close it, as it watches directories. */
export function createAppCatalog(parts: AppCatalogParts): AppCatalog {
  return new WatchedAppCatalog(parts);
}

class WatchedAppCatalog extends EventEmitter<{ change: [AppListing] }> implements AppCatalog {
  readonly #parts: AppCatalogParts;
  readonly #watch: ReturnType<AppCatalogParts['watch']>;
  readonly #lookAgain: NodeJS.Timeout;
  #listing: AppListing | null = null;
  /** Start of the last look, on the clock of performance.now(). */
  #lookedAt = Number.NEGATIVE_INFINITY;
  #looking: Promise<AppListing> | null = null;
  /** Something may have changed since the last look began. */
  #hinted = false;
  #gathering: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(parts: AppCatalogParts) {
    super();
    this.#parts = parts;
    this.#watch = parts.watch(() => this.#hint());
    this.#lookAgain = setInterval(() => {
      if (this.listenerCount('change') > 0) this.#lookUnasked();
    }, parts.lookAgainMs ?? 10_000).unref();
    this.#lookUnasked();
  }

  async list(): Promise<AppListing> {
    // A look that began before the hint may have read the old file.
    if (this.#looking !== null && this.#hinted) await this.#looking.catch(() => null);
    const age = performance.now() - this.#lookedAt;
    const current = this.#closed || (!this.#hinted && age <= (this.#parts.maximumAgeMs ?? 2000));
    return this.#looking ?? (this.#listing !== null && current ? this.#listing : this.#look());
  }

  known(): AppListing | null {
    return this.#listing;
  }

  async get(id: string): Promise<TrameApp> {
    let { apps, problems } = await this.list();
    // What was looked for without success a moment ago may be there now: nobody is refused by an old look.
    if (!this.#closed && !apps.some((candidate) => candidate.id === id)) ({ apps, problems } = await this.#look());
    const app = apps.find((candidate) => candidate.id === id);
    if (app !== undefined) return app;
    const problem = problems.find((candidate) => candidate.app === id);
    if (problem !== undefined) throw new ManagerError('app_broken', describe(problem));
    const guess = didYouMean(
      id,
      apps.map((candidate) => candidate.id),
    );
    throw new ManagerError('app_not_found', `There is no app "${id}".${guess === null ? '' : ` ${guess}`}`);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#lookAgain);
    if (this.#gathering !== null) clearTimeout(this.#gathering);
    this.#watch.close();
    await this.#looking?.catch(() => null);
  }

  #look(): Promise<AppListing> {
    this.#looking ??= this.#discover().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #discover(): Promise<AppListing> {
    this.#hinted = false;
    this.#lookedAt = performance.now();
    const { listing, appDirectories } = await this.#parts.discover();
    // What changed in a directory before it was watched made no event.
    if (!this.#closed && this.#watch.follow(listing.searched, appDirectories)) this.#hint();
    const before = this.#listing;
    if (before !== null && isDeepStrictEqual(before, listing)) return before;
    this.#listing = listing;
    if (before !== null && !this.#closed) this.emit('change', listing);
    return listing;
  }

  /** Not put off by further hints: a file that is written without end is still looked at. */
  #hint(): void {
    this.#hinted = true;
    if (this.#closed || this.#gathering !== null) return;
    this.#gathering = setTimeout(() => {
      this.#gathering = null;
      if (this.#looking === null) this.#lookUnasked();
      else if (this.#hinted) this.#hint();
    }, this.#parts.gatherMs ?? 100).unref();
  }

  /** A look that nobody waits for: when it fails, the next one or the next caller meets the same error. */
  #lookUnasked(): void {
    this.#look().catch(() => null);
  }
}

/** "/…/app.yml:3:5: There is no field …" */
function describe({ file, line, column, message }: AppProblem): string {
  return `${file}${line === null ? '' : `:${line}:${column}`}: ${message}`;
}
