import type { Favourites } from '../../domain/favourites.ts';
import { attempt } from '../attempt.ts';
import type { PageUi } from '../page-ui.ts';
import { favouriteTexts } from '../texts/favourites.ts';
import type { FavouritesApi } from './favourites-api.ts';

type StarredKind = 'apps' | 'paths';

/** Where what the daemon answered goes to. */
interface Outlets {
  onAnswer(favourites: Favourites): void;
  /** What `shown` gives may have changed. */
  onChange(): void;
}

/** The stars as they are shown: one that was clicked changes at once, and back again with a message when the daemon refused. */
export class Stars {
  readonly #api: FavouritesApi;
  readonly #ui: PageUi;
  readonly #outlets: Outlets;
  /** What they will be, by their items, until the daemon has answered. */
  readonly #asked: Record<StarredKind, Map<string, boolean>> = { apps: new Map(), paths: new Map() };

  constructor(api: FavouritesApi, ui: PageUi, outlets: Outlets) {
    this.#api = api;
    this.#ui = ui;
    this.#outlets = outlets;
  }

  /** The favourites as the daemon told of them, with what was asked for since. */
  shown(told: Favourites): Favourites {
    const { apps, paths } = this.#asked;
    if (apps.size + paths.size === 0) return told;
    return { ...told, apps: withAsked(told.apps, apps), paths: withAsked(told.paths, paths) };
  }

  toggleApp(id: string, name: string, isFavourite: boolean): Promise<void> {
    return this.#ask('apps', id, name, isFavourite, () => this.#api.setApp(id, isFavourite));
  }

  togglePath(path: string, isFavourite: boolean): Promise<void> {
    return this.#ask('paths', path, path, isFavourite, () => this.#api.setPath(path, isFavourite));
  }

  async #ask(
    kind: StarredKind,
    item: string,
    name: string,
    isFavourite: boolean,
    send: () => Promise<Favourites>,
  ): Promise<void> {
    const asked = this.#asked[kind];
    // Two calls for one item might overtake each other.
    if (asked.has(item)) return;
    asked.set(item, isFavourite);
    this.#outlets.onChange();
    await attempt(this.#ui, favouriteTexts.failed(name), async () => this.#outlets.onAnswer(await send()));
    asked.delete(item);
    this.#outlets.onChange();
  }
}

function withAsked(items: readonly string[], asked: ReadonlyMap<string, boolean>): string[] {
  const kept = items.filter((item) => asked.get(item) !== false);
  const added = [...asked].filter(([item, isFavourite]) => isFavourite && !items.includes(item));
  return [...kept, ...added.map(([item]) => item)];
}
