import { html, LitElement, nothing } from 'lit';
import type { Instance } from '../../domain/instance.ts';
import { Actions } from '../actions.ts';
import { announcement } from '../announcement.ts';
import type { Api } from '../api.ts';
import { type ApiError, asApiError } from '../api-error.ts';
import type { AppView } from '../api-types.ts';
import { type OrderedInstances, orderInstances } from '../instance-order.ts';
import { onSearchKey } from '../page-keys.ts';
import type { PageUi } from '../page-ui.ts';
import { PendingRemovals } from '../pending-removals.ts';
import type { PageState, PageStore } from '../store.ts';
import { pageLayout } from '../styles/page-layout.ts';
import { sharedStyles } from '../styles/shared.ts';
import { texts } from '../texts.ts';
import './tm-app-list.ts';
import './tm-confirm-dialog.ts';
import './tm-connection-banner.ts';
import './tm-down-state.ts';
import './tm-empty-state.ts';
import './tm-header.ts';
import './tm-instance-list.ts';
import './tm-launch-dialog.ts';
import './tm-log-viewer.ts';
import './tm-problem-list.ts';
import './tm-skeleton.ts';
import './tm-speaker.ts';
import './tm-text-dialog.ts';
import './tm-toasts.ts';

/** Cards of ended instances that are shown before "Show all". */
const endedLimit = 3;

/** The page: puts the parts together and passes the state down to them. Emits "retry". */
export class TmApp extends LitElement implements PageUi {
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
  #actions!: Actions;
  #removals!: PendingRemovals;
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
    this.#removals = new PendingRemovals(api, store, this, () => this.requestUpdate());
    this.#actions = new Actions(api, this, this.#removals, () => this.#focusInstances());
    this.state = store.state;
    store.subscribe((state) => this.#receive(state));
    store.onInstance((instance, previous) => this.#speak(announcement(instance, previous)));
    addEventListener('pagehide', () => this.#removals.flush());
  }

  /** Finds out why the connection was lost, which a websocket does not tell. */
  async explainLoss(): Promise<void> {
    this.reason = await this.#api.system().then(
      () => null,
      (error: unknown) => asApiError(error),
    );
  }

  toast(toast: Parameters<PageUi['toast']>[0]): void {
    this.#part('tm-toasts').show(toast);
  }

  ask(question: Parameters<PageUi['ask']>[0]): Promise<boolean> {
    return this.#part('tm-confirm-dialog').ask(question);
  }

  showText(title: string, help: string, text: string): void {
    void this.#part('tm-text-dialog').show(title, help, text);
  }

  showLog(instance: Instance): void {
    void this.#part('tm-log-viewer').show(instance);
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
      <tm-header .system=${state.system} .connection=${state.connection}></tm-header>
      ${state.loaded && state.connection === 'lost' ? this.#renderBanner() : nothing}
      ${this.#renderMain(state)}
      <tm-launch-dialog
        .launcher=${this.#api.launch.bind(this.#api)}
        .home=${state.system?.home ?? null}
        @launched=${(event: CustomEvent<Instance>) => void this.#onLaunched(event.detail)}
      ></tm-launch-dialog>
      <tm-log-viewer></tm-log-viewer>
      <tm-confirm-dialog></tm-confirm-dialog>
      <tm-text-dialog></tm-text-dialog>
      <tm-toasts></tm-toasts>
      <tm-speaker></tm-speaker>
    `;
  }

  #renderSkip() {
    return html`<nav aria-label=${texts.skipToApps}><a class="skip" href="#apps" @click=${(event: Event) => {
      event.preventDefault();
      this.#focusSearch();
    }}>${texts.skipToApps}</a></nav>`;
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
    const instances = orderInstances(state.instances.values(), (id) => this.#removals.hides(id));
    const onlyHelp = state.apps.length === 0 && instances.running.length + instances.ended.length === 0;
    return html`<main class=${onlyHelp ? '' : 'columns'}>
      ${onlyHelp ? nothing : this.#renderInstances(instances)} ${this.#renderApps(state)}
    </main>`;
  }

  #renderInstances({ running, ended }: OrderedInstances) {
    return html`<div class="instances">
      <tm-instance-list class="running" data-testid="running" heading=${texts.instances.running} .instances=${running} .actions=${this.#actions} .freshId=${this.freshId}>
        <p class="hint muted">${texts.instances.none}</p>
      </tm-instance-list>
      ${ended.length === 0 ? nothing : html`<tm-instance-list data-testid="ended" heading=${texts.instances.ended} limit=${endedLimit} .instances=${ended} .actions=${this.#actions}></tm-instance-list>`}
    </div>`;
  }

  #renderApps(state: PageState) {
    return html`<div class="apps">
      ${
        state.apps.length === 0
          ? html`<tm-empty-state .searched=${state.searched} .home=${state.system?.home ?? null}></tm-empty-state>`
          : html`<tm-app-list .apps=${state.apps} @launch=${(event: CustomEvent<AppView>) => this.#askForLaunch(event.detail)}></tm-app-list>`
      }
      <tm-problem-list .problems=${state.problems}></tm-problem-list>
    </div>`;
  }

  #askForLaunch(app: AppView): void {
    const names = [...(this.state?.instances.values() ?? [])].map(({ name }) => name);
    void this.#part('tm-launch-dialog').show(app, new Set(names));
  }

  #receive(state: PageState): void {
    const isBack = this.state?.loaded === true && this.state.connection === 'lost' && state.connection === 'open';
    this.state = state;
    if (isBack) this.toast({ text: texts.connection.back, tone: 'good', lifetimeMs: 4_000 });
  }

  async #onLaunched(instance: Instance): Promise<void> {
    this.dispatchEvent(new CustomEvent('launched', { detail: instance }));
    this.freshId = instance.id;
    await this.updateComplete;
    const list = this.renderRoot.querySelector('.running') as LitElement | null;
    await list?.updateComplete;
    list?.renderRoot.querySelector(`[data-id=${JSON.stringify(instance.id)}]`)?.scrollIntoView({ block: 'nearest' });
  }

  #speak(text: string | null): void {
    if (text !== null) this.#part('tm-speaker').say(text);
  }

  #retry(): void {
    this.reason = null;
    this.dispatchEvent(new CustomEvent('retry'));
  }

  #focusSearch(): void {
    this.renderRoot.querySelector<HTMLElementTagNameMap['tm-app-list']>('tm-app-list')?.focusSearch();
  }

  #focusInstances(): void {
    this.renderRoot.querySelector<HTMLElementTagNameMap['tm-instance-list']>('tm-instance-list')?.focusHeading();
  }

  #part<Name extends keyof HTMLElementTagNameMap>(name: Name): HTMLElementTagNameMap[Name] {
    return this.renderRoot.querySelector(name) as HTMLElementTagNameMap[Name];
  }
}

customElements.define('tm-app', TmApp);

declare global {
  interface HTMLElementTagNameMap {
    'tm-app': TmApp;
  }
}
