import type { Instance } from '../../domain/instance.ts';
import type { AppView } from '../api-types.ts';
import { copyText } from '../copy-text.ts';
import { ownUrl } from '../open-instance.ts';
import type { PageUi } from '../page-ui.ts';
import type { PageStore } from '../store.ts';
import { recipeTexts as words } from '../texts/recipes.ts';
import type { RecipeEvents } from './recipe-events.ts';
import type { RecipeValuesView } from './recipes-api.ts';

/** So long the page may take to hear of an app that was copied a moment ago. */
const hearingMs = 15_000;

/** What is done with recipes, and with apps of others. */
export class RecipeActions {
  readonly #ui: PageUi;
  readonly #store: Pick<PageStore, 'state' | 'subscribe'>;
  readonly #launch: (app: AppView, values: RecipeValuesView) => void;

  /** `launch` opens the launch form with the values of a recipe. */
  constructor(
    ui: PageUi,
    store: Pick<PageStore, 'state' | 'subscribe'>,
    launch: (app: AppView, values: RecipeValuesView) => void,
  ) {
    this.#ui = ui;
    this.#store = store;
    this.#launch = launch;
  }

  /** Does what the parts within an element ask for. */
  follow(element: HTMLElement): void {
    const on = <Name extends keyof RecipeEvents>(name: Name, act: (detail: RecipeEvents[Name]) => Promise<void>) =>
      element.addEventListener(name, (event) => void act((event as CustomEvent<RecipeEvents[Name]>).detail));
    on('save-recipe', (instance) => this.#save(instance));
    on('open-recipe', () => this.#open());
    on('copy-app', () => this.#copyApp());
  }

  /** Shows a recipe, and the launch form when that is wanted. */
  async show(path: string): Promise<void> {
    const wanted = await this.#ui.askForRecipe(path);
    if (wanted === null) return;
    const app = await this.#appOf(wanted.app);
    if (app !== null) this.#launch(app, wanted.values);
    else this.#ui.toast({ text: words.appGone(wanted.app), tone: 'bad', lifetimeMs: null });
  }

  async #save(instance: Instance): Promise<void> {
    const saved = await this.#ui.askToSaveRecipe(instance);
    if (saved === null) return;
    const action = { label: words.copyLink, run: () => void this.#copyLink(ownUrl(saved.link)) };
    this.#ui.toast({ text: words.saved(saved.path), tone: 'good', action, lifetimeMs: 20_000 });
  }

  async #open(): Promise<void> {
    const path = await this.#ui.askForPath({ title: words.recipeFile, kind: 'file', value: '' });
    if (path !== null) await this.show(path);
  }

  async #copyApp(): Promise<void> {
    const path = await this.#ui.askForPath({ title: words.appFile, kind: 'file', value: '' });
    if (path !== null) await this.#ui.askToCopyApp(path);
  }

  async #copyLink(link: string): Promise<void> {
    if (await copyText(link)) this.#ui.toast({ text: words.linkCopied, tone: 'good', lifetimeMs: 8_000 });
    else this.#ui.showText(words.copyByHand, words.copyByHandText, link);
  }

  #appOf(id: string): Promise<AppView | null> {
    const find = () => this.#store.state.apps.find((app) => app.id === id) ?? null;
    const there = find();
    if (there !== null) return Promise.resolve(there);
    return new Promise((resolve) => {
      const settle = (app: AppView | null) => {
        clearTimeout(timer);
        end();
        resolve(app);
      };
      const timer = setTimeout(() => settle(null), hearingMs);
      const end = this.#store.subscribe(() => find() !== null && settle(find()));
    });
  }
}

/** The recipe that the page's address asks for, once: a reload asks for none. */
export function takeRecipeOfAddress(): string | null {
  const url = new URL(location.href);
  const path = url.searchParams.get('recipe');
  if (path === null) return null;
  url.searchParams.delete('recipe');
  history.replaceState(history.state, '', url);
  return path;
}
