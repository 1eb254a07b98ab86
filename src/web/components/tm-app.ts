import { html, LitElement, nothing } from 'lit';
import type { Instance } from '../../domain/instance.ts';
import type { ParaViewServer } from '../../domain/paraview-server.ts';
import { Actions } from '../actions.ts';
import { announceChanges } from '../announcement.ts';
import type { Api } from '../api.ts';
import { type ApiError, asApiError } from '../api-error.ts';
import type { AppView } from '../api-types.ts';
import { connectableServers } from '../connections/connect-menu.ts';
import { ConnectionActions } from '../connections/connection-actions.ts';
import { Stars } from '../favourites/stars.ts';
import { createPathSource, type PathSource } from '../files/path-source.ts';
import { JobActions } from '../jobs/job-actions.ts';
import { tellOfChanges } from '../notifications/watch-page.ts';
import { onSearchKey } from '../page-keys.ts';
import { PendingRemovals } from '../pending-removals.ts';
import { RecipeActions, takeRecipeOfAddress } from '../recipes/recipe-actions.ts';
import type { RecipeValuesView } from '../recipes/recipes-api.ts';
import { ServerActions } from '../servers/server-actions.ts';
import type { PageState, PageStore } from '../store.ts';
import { pageLayout } from '../styles/page-layout.ts';
import { sharedStyles } from '../styles/shared.ts';
import { pageTexts } from '../texts/page.ts';
import './tm-app-list.ts';
import './tm-connection-banner.ts';
import './tm-down-state.ts';
import './tm-empty-state.ts';
import './tm-header.ts';
import './tm-keeping-banner.ts';
import './tm-launch-dialog.ts';
import './tm-overlays.ts';
import './tm-problem-list.ts';
import './tm-skeleton.ts';
import './tm-things.ts';
import type { ThingActions } from './tm-things.ts';

/** The page: puts the parts together and passes the state down to them. Emits "retry". */
export class TmApp extends LitElement {
  static override properties = {
    state: { attribute: false },
    freshId: { state: true },
    reason: { state: true },
  };
  declare state: PageState | null;
  declare freshId: string | null;
  /** Why the connection is lost, as far as a call could tell. */
  declare reason: ApiError | null;
  #api!: Api;
  #store!: PageStore;
  #actions!: ThingActions;
  #removals!: PendingRemovals;
  #paths!: PathSource;
  #stars!: Stars;
  readonly #overlays = document.createElement('tm-overlays');
  #endSearchKey: (() => void) | null = null;

  static override styles = [sharedStyles, pageLayout];

  constructor() {
    super();
    this.state = null;
    this.freshId = null;
    this.reason = null;
  }

  /** Connects the page with what it shows; to be called once. */
  start(api: Api, store: PageStore): void {
    this.#api = api;
    this.#store = store;
    const ui = this.#overlays;
    ui.addEventListener('started', (event) => store.addServer((event as CustomEvent<ParaViewServer>).detail));
    const removals = new PendingRemovals(store, ui, () => this.requestUpdate());
    const focusServers = () => this.#things()?.focusServers();
    const connections = new ConnectionActions(api, ui, store);
    this.#removals = removals;
    this.#paths = createPathSource(api.files, ui);
    this.#stars = new Stars(api.favourites, ui, {
      onAnswer: (favourites) => store.setFavourites(favourites),
      onChange: () => this.requestUpdate(),
    });
    this.#actions = {
      instances: new Actions(api, ui, removals, connections, () => this.#things()?.focusInstances()),
      servers: new ServerActions(api, ui, store, removals, focusServers),
      jobs: new JobActions(api, ui),
    };
    this.state = store.state;
    store.subscribe((state) => this.#receive(state));
    announceChanges(store, (text) => ui.say(text));
    api.keeping.onChange(() => this.requestUpdate());
    store.onPresets(() => api.presets.noteChange());
    tellOfChanges(store, ui, (instance) => void this.#actions.instances.open(instance));
    addEventListener('pagehide', () => removals.flush());
    const recipes = new RecipeActions(ui, store, (app, values) => this.#askForLaunch(app, values));
    recipes.follow(this);
    const recipe = takeRecipeOfAddress();
    if (recipe !== null) void this.updateComplete.then(() => recipes.show(recipe));
  }

  /** Finds out why the connection was lost, which a websocket does not tell. */
  async explainLoss(): Promise<void> {
    this.reason = await this.#api.system().then(
      () => null,
      (error: unknown) => asApiError(error),
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#endSearchKey = onSearchKey(() => this.#focusSearch());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#endSearchKey?.();
  }

  override render() {
    const { state } = this;
    if (state === null) return nothing;
    return html`
      ${state.loaded && state.apps.length > 0 ? this.#renderSkip() : nothing}
      <tm-header .system=${state.system} .connection=${state.connection} @script=${() => this.#overlays.showCalls()}></tm-header>
      ${state.loaded && state.connection === 'lost' ? this.#renderBanner() : nothing}
      ${this.#api.keeping.problem === null ? nothing : html`<tm-keeping-banner .problem=${this.#api.keeping.problem}></tm-keeping-banner>`}
      ${this.#renderMain(state)}
      <tm-launch-dialog
        .api=${this.#api}
        .home=${state.system?.home ?? null}
        .servers=${connectableServers(state.servers.values())}
        .serversForm=${state.serversForm}
        .paths=${this.#paths}
        ?hasScheduler=${state.queue.title !== null}
        @started=${(event: CustomEvent<ParaViewServer>) => this.#store.addServer(event.detail)}
        @launched=${(event: CustomEvent<Instance>) => void this.#onLaunched(event.detail)}
      ></tm-launch-dialog>
      ${this.#renderOverlays(state)}
    `;
  }

  #renderSkip() {
    // A link would need a target that is no part of a component.
    return html`<nav aria-label=${pageTexts.skipToApps}><button type="button" class="skip" @click=${() => this.#focusSearch()}>${pageTexts.skipToApps}</button></nav>`;
  }

  #renderBanner() {
    const lasting = this.reason?.code === 'unauthorized' ? this.reason : null;
    return html`<tm-connection-banner .reason=${lasting} @retry=${() => this.#retry()}></tm-connection-banner>`;
  }

  #renderMain(state: PageState) {
    if (state.loaded) return this.#renderLoaded(state);
    if (state.connection !== 'lost') return html`<main><div class="apps"><tm-skeleton></tm-skeleton></div></main>`;
    return html`<main><tm-down-state .reason=${this.reason} @retry=${() => this.#retry()}></tm-down-state></main>`;
  }

  #renderLoaded(state: PageState) {
    const onlyHelp = state.apps.length === 0 && !hasThings(state);
    return html`<main class=${onlyHelp ? '' : 'columns'}>
      ${onlyHelp ? nothing : html`<tm-things class="things" .state=${state} .actions=${this.#actions} .hides=${(id: string) => this.#removals.hides(id)} .freshId=${this.freshId}></tm-things>`}
      ${this.#renderApps(state)}
    </main>`;
  }

  #renderOverlays(state: PageState) {
    const names = new Set([...state.servers.values()].map(({ name }) => name));
    const { serversForm, queue } = state;
    return Object.assign(this.#overlays, {
      api: this.#api,
      serversForm,
      serverNames: names,
      queueTitle: queue.title ?? '',
      favourites: this.#stars.shown(state.favourites),
      stars: this.#stars,
      places: state.system?.places ?? [],
      paths: this.#paths,
    });
  }

  #renderApps(state: PageState) {
    return html`<div class="apps">
      ${
        state.apps.length === 0
          ? html`<tm-empty-state .searched=${state.searched} .home=${state.system?.home ?? null}></tm-empty-state>`
          : html`<tm-app-list .apps=${state.apps} .favourites=${this.#stars.shown(state.favourites)} @favourite=${(event: CustomEvent<AppView>) => this.#toggleStar(event.detail)} @launch=${(event: CustomEvent<AppView>) => this.#askForLaunch(event.detail)}></tm-app-list>`
      }
      <tm-problem-list .problems=${state.problems}></tm-problem-list>
    </div>`;
  }

  #toggleStar({ id, name }: AppView): void {
    const { apps } = this.#stars.shown(this.#store.state.favourites);
    void this.#stars.toggleApp(id, name, !apps.includes(id));
  }

  #askForLaunch(app: AppView, values: RecipeValuesView | null = null): void {
    const names = [...(this.state?.instances.values() ?? [])].map(({ name }) => name);
    void this.renderRoot.querySelector('tm-launch-dialog')?.show(app, new Set(names), values);
  }

  #receive(state: PageState): void {
    const isBack = this.state?.loaded === true && this.state.connection === 'lost' && state.connection === 'open';
    this.state = state;
    if (isBack) this.#overlays.toast({ text: pageTexts.connection.back, tone: 'good', lifetimeMs: 4_000 });
  }

  async #onLaunched(instance: Instance): Promise<void> {
    this.#store.addInstance(instance);
    this.freshId = instance.id;
    await this.updateComplete;
    await this.#things()?.showInstance(instance.id);
  }

  #retry(): void {
    this.reason = null;
    this.dispatchEvent(new CustomEvent('retry'));
  }

  #focusSearch(): void {
    this.renderRoot.querySelector<HTMLElementTagNameMap['tm-app-list']>('tm-app-list')?.focusSearch();
  }

  #things(): HTMLElementTagNameMap['tm-things'] | null {
    return this.renderRoot.querySelector('tm-things');
  }
}

/** Whether there is anything beside apps to show, or to start. */
function hasThings({ instances, servers, serversForm, queue }: PageState): boolean {
  return instances.size + servers.size > 0 || serversForm.can_start || queue.title !== null;
}

customElements.define('tm-app', TmApp);

declare global {
  interface HTMLElementTagNameMap {
    'tm-app': TmApp;
  }
}
