import { css, html, LitElement, nothing } from 'lit';
import type { Instance } from '../../domain/instance.ts';
import type { Actions } from '../actions.ts';
import { type IconName, icon } from '../icons.ts';
import type { MenuItem } from '../menu-item.ts';
import { recipeEvent } from '../recipes/recipe-events.ts';
import { renderReportLink, reportUrl } from '../report-link.ts';
import { instancePath } from '../rest-paths.ts';
import { actionRowStyles, nativeButtonStyles } from '../styles/button.ts';
import { sharedStyles } from '../styles/shared.ts';
import { instanceTexts as words } from '../texts/instances.ts';
import { pageTexts } from '../texts/page.ts';
import { recipeTexts } from '../texts/recipes.ts';
import './tm-menu.ts';

type ActionName = 'open' | 'copyLink' | 'log' | 'restart' | 'stop' | 'remove';

const icons: Record<ActionName, IconName> = {
  open: 'external',
  copyLink: 'link',
  log: 'log',
  restart: 'restart',
  stop: 'stop',
  remove: 'remove',
};

/**
 * The buttons of an instance. One that was pressed waits, and cannot be pressed twice, until the daemon has answered. In the
 * compact form, for rows, they are signs alone, and only those that matter most; the others are in a menu. Emits "rename".
 */
export class TmInstanceActions extends LitElement {
  static override properties = {
    instance: { attribute: false },
    actions: { attribute: false },
    compact: { type: Boolean },
    busy: { state: true },
  };
  declare instance: Instance;
  declare actions: Actions;
  declare compact: boolean;
  declare busy: ActionName | null;

  static override styles = [
    sharedStyles,
    nativeButtonStyles,
    actionRowStyles,
    css`
      :host([compact]) .buttons {
        flex-wrap: nowrap;
        gap: 2px;
      }
    `,
  ];

  constructor() {
    super();
    this.compact = false;
    this.busy = null;
  }

  override render() {
    const { state } = this.instance;
    const ended = state === 'stopped' || state === 'failed';
    return html`<div class="buttons" role="group" aria-label=${this.instance.name}>
      ${ended ? this.#renderEnded() : this.#renderLive()}${this.compact ? this.#renderMore() : nothing}
    </div>`;
  }

  #renderMore() {
    const { instance, busy } = this;
    const isMenuBusy = busy !== null && this.#menuItems().some(({ id }) => id === busy);
    return html`<tm-menu compact data-testid="row-menu" label=${words.more} name=${pageTexts.partOf(words.more, instance.name)} icon="more"
      ?busy=${isMenuBusy} .items=${this.#menuItems()} @choose=${(event: CustomEvent<string>) => this.#choose(event.detail)}></tm-menu>`;
  }

  #menuItems(): MenuItem[] {
    const { id, state } = this.instance;
    const ready: ActionName[] = state === 'ready' ? ['copyLink', 'restart'] : [];
    return [
      { id: 'rename', label: words.rename, detail: words.renameKey, icon: 'pencil' },
      ...ready.map((name): MenuItem => ({ id: name, label: words[name], icon: icons[name] })),
      { id: 'recipe', label: recipeTexts.save, icon: 'file', apart: true },
      {
        id: 'report',
        label: words.report,
        detail: words.reportTitle,
        icon: 'download',
        download: reportUrl(instancePath(id)),
      },
    ];
  }

  #choose(id: string): void {
    if (id === 'rename') this.dispatchEvent(new CustomEvent('rename'));
    else if (id === 'recipe') this.dispatchEvent(recipeEvent('save-recipe', this.instance));
    else if (id !== 'report') void this.#run(id as ActionName);
  }

  #renderEnded() {
    const { id, name, state } = this.instance;
    return [
      this.#button('restart', 'neutral'),
      this.#button('log', ''),
      state === 'failed' && !this.compact ? renderReportLink(instancePath(id), name, 'button') : nothing,
      this.#button('remove', ''),
    ];
  }

  #renderLive() {
    const { state } = this.instance;
    return [
      this.#button('open', 'accent', !this.#canOpen()),
      state === 'ready' && !this.compact ? this.#button('copyLink', '') : nothing,
      state === 'queued' ? nothing : this.#button('log', ''),
      state === 'ready' && !this.compact ? this.#button('restart', '') : nothing,
      this.#button('stop', ''),
    ];
  }

  /** One that is being stopped answers no more; one whose time is nearly over still does. */
  #canOpen(): boolean {
    const { state, ends_at } = this.instance;
    return state === 'ready' || (state === 'ending' && ends_at !== null);
  }

  #button(name: ActionName, look: '' | 'neutral' | 'accent', disabled = false) {
    const { compact, busy } = this;
    const label = words[name];
    const title = disabled ? words.notReady : compact ? label : nothing;
    return html`<button
      type="button"
      class="button ${compact ? 'bare' : look}"
      data-testid=${testIds[name]}
      aria-label=${pageTexts.actionOn(label, this.instance.name)}
      title=${title}
      ?disabled=${disabled}
      aria-busy=${busy === name ? 'true' : nothing}
      @click=${() => void this.#run(name)}
    >${icon(busy === name ? 'spinner' : icons[name])}${compact ? nothing : label}</button>`;
  }

  async #run(name: ActionName): Promise<void> {
    if (this.busy !== null || !(await this.actions.allows(name, this.instance))) return;
    this.busy = name;
    try {
      await this.#act(name);
    } finally {
      this.busy = null;
    }
  }

  #act(name: ActionName): Promise<void> | void {
    const { actions, instance } = this;
    if (name === 'open') return actions.open(instance);
    if (name === 'copyLink') return actions.copyLink(instance);
    if (name === 'log') return actions.showLog(instance);
    if (name === 'restart') return actions.restart(instance);
    if (name === 'stop') return actions.stop(instance);
    return actions.remove(instance);
  }
}

const testIds: Record<ActionName, string> = {
  open: 'open',
  copyLink: 'copy-link',
  log: 'log',
  restart: 'restart',
  stop: 'stop',
  remove: 'remove',
};

customElements.define('tm-instance-actions', TmInstanceActions);

declare global {
  interface HTMLElementTagNameMap {
    'tm-instance-actions': TmInstanceActions;
  }
}
