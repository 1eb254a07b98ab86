import { html, LitElement } from 'lit';
import type { Favourites } from '../../domain/favourites.ts';
import type { Place } from '../../domain/file-list.ts';
import type { Instance } from '../../domain/instance.ts';
import type { ParaViewServer } from '../../domain/paraview-server.ts';
import type { Job } from '../../domain/scheduler.ts';
import type { Api } from '../api.ts';
import type { ServersForm } from '../api-types.ts';
import type { Stars } from '../favourites/stars.ts';
import type { PathRequest } from '../files/path-request.ts';
import type { PathSource } from '../files/path-source.ts';
import { loadLaterParts } from '../load-later-parts.ts';
import type { LogSource } from '../log/log-source.ts';
import type { PageUi } from '../page-ui.ts';
import type { SavedRecipeView } from '../recipes/recipes-api.ts';
import { sharedStyles } from '../styles/shared.ts';
import { recipeTexts } from '../texts/recipes.ts';
import './tm-confirm-dialog.ts';
import './tm-speaker.ts';
import './tm-text-dialog.ts';
import './tm-toasts.ts';

/** Everything that lies over the page: questions, dialogs, messages, and what is spoken. Emits "started" with a new server. */
export class TmOverlays extends LitElement implements PageUi {
  static override properties = {
    api: { attribute: false },
    serversForm: { attribute: false },
    serverNames: { attribute: false },
    queueTitle: { attribute: false },
    favourites: { attribute: false },
    stars: { attribute: false },
    places: { attribute: false },
    paths: { attribute: false },
  };
  declare api: Api;
  declare serversForm: ServersForm;
  /** Names of servers that are in use. */
  declare serverNames: ReadonlySet<string>;
  declare queueTitle: string;
  /** As they are shown. */
  declare favourites: Favourites;
  declare stars: Stars;
  /** Where choosing a directory begins. */
  declare places: readonly Place[];
  /** What fields for paths offer. */
  declare paths: PathSource;

  static override styles = [sharedStyles];

  toast(toast: Parameters<PageUi['toast']>[0]): void {
    this.#part('tm-toasts').show(toast);
  }

  ask(question: Parameters<PageUi['ask']>[0]): Promise<boolean> {
    return this.#part('tm-confirm-dialog').ask(question);
  }

  showText(title: string, help: string, text: string): void {
    void this.#part('tm-text-dialog').show(title, help, text);
  }

  showLog(source: LogSource): void {
    void this.#later('tm-log-viewer').then((viewer) => viewer?.show(source));
  }

  /** What was just done, as a script. */
  showCalls(): void {
    void this.#later('tm-calls-dialog').then((dialog) => dialog?.show(this.api.calls));
  }

  async askForServer(): Promise<ParaViewServer | null> {
    const dialog = await this.#later('tm-server-dialog');
    const server = (await dialog?.show(this.serverNames)) ?? null;
    if (server !== null) this.dispatchEvent(new CustomEvent('started', { detail: server }));
    return server;
  }

  async askForScript(): Promise<Job | null> {
    return (await (await this.#later('tm-script-dialog'))?.show()) ?? null;
  }

  async askForPath(request: PathRequest): Promise<string | null> {
    return (await (await this.#later('tm-file-dialog'))?.show(request)) ?? null;
  }

  async askForAddress(instanceName: string): Promise<{ host: string; port: number } | null> {
    return (await (await this.#later('tm-address-dialog'))?.ask(instanceName)) ?? null;
  }

  async askForRecipe(path: string): ReturnType<PageUi['askForRecipe']> {
    return (await (await this.#later('tm-recipe-dialog'))?.show(path)) ?? null;
  }

  async askToSaveRecipe(instance: Instance): Promise<SavedRecipeView | null> {
    return (await (await this.#later('tm-save-recipe-dialog'))?.show(instance)) ?? null;
  }

  async askToCopyApp(path: string): Promise<boolean> {
    const app = (await (await this.#later('tm-copy-app-dialog'))?.show(path)) ?? null;
    if (app !== null) this.toast({ text: recipeTexts.appCopied(app.name), tone: 'good', lifetimeMs: 8_000 });
    return app !== null;
  }

  /** To screen readers. */
  say(text: string): void {
    this.#part('tm-speaker').say(text);
  }

  override render() {
    return html`
      <tm-server-dialog .api=${this.api} .form=${this.serversForm}></tm-server-dialog>
      <tm-script-dialog .api=${this.api} .queueTitle=${this.queueTitle} .paths=${this.paths}></tm-script-dialog>
      <tm-address-dialog></tm-address-dialog>
      <tm-file-dialog .api=${this.api.files} .favourites=${this.favourites} .places=${this.places} @favourite-path=${(event: CustomEvent<string>) => this.#toggleStar(event.detail)}></tm-file-dialog>
      <tm-recipe-dialog .api=${this.api.recipes} .copyApp=${(path: string) => this.askToCopyApp(path)}></tm-recipe-dialog>
      <tm-save-recipe-dialog .api=${this.api.recipes} .paths=${this.paths}></tm-save-recipe-dialog>
      <tm-copy-app-dialog .api=${this.api.recipes}></tm-copy-app-dialog>
      <tm-calls-dialog></tm-calls-dialog>
      <tm-log-viewer></tm-log-viewer>
      <tm-confirm-dialog></tm-confirm-dialog>
      <tm-text-dialog></tm-text-dialog>
      <tm-toasts></tm-toasts>
      <tm-speaker></tm-speaker>
    `;
  }

  #toggleStar(path: string): void {
    void this.stars.togglePath(path, !this.favourites.paths.includes(path));
  }

  /** One of the parts that are loaded later; null, and said, where it cannot be. */
  async #later<Name extends keyof HTMLElementTagNameMap>(name: Name): Promise<HTMLElementTagNameMap[Name] | null> {
    return (await loadLaterParts(this)) ? this.#part(name) : null;
  }

  #part<Name extends keyof HTMLElementTagNameMap>(name: Name): HTMLElementTagNameMap[Name] {
    return this.renderRoot.querySelector(name) as HTMLElementTagNameMap[Name];
  }
}

customElements.define('tm-overlays', TmOverlays);

declare global {
  interface HTMLElementTagNameMap {
    'tm-overlays': TmOverlays;
  }
}
