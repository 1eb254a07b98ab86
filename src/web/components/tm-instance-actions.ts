import { css, html, LitElement, nothing } from 'lit';
import type { Instance } from '../../domain/instance.ts';
import type { Actions } from '../actions.ts';
import { type IconName, icon } from '../icons.ts';
import { buttonStyles, sharedStyles } from '../styles/shared.ts';
import { texts } from '../texts.ts';

type ActionName = 'open' | 'copyLink' | 'log' | 'restart' | 'stop' | 'remove';

const icons: Record<ActionName, IconName> = {
  open: 'external',
  copyLink: 'link',
  log: 'log',
  restart: 'restart',
  stop: 'stop',
  remove: 'remove',
};

/** The buttons of a card. One that was pressed waits, and cannot be pressed twice, until the daemon has answered. */
export class TmInstanceActions extends LitElement {
  static override properties = {
    instance: { attribute: false },
    actions: { attribute: false },
    busy: { state: true },
  };
  declare instance: Instance;
  declare actions: Actions;
  declare busy: ActionName | null;

  static override styles = [
    sharedStyles,
    buttonStyles,
    css`
      .buttons {
        gap: 4px;
      }
      .end {
        margin-inline-start: auto;
      }
    `,
  ];

  constructor() {
    super();
    this.busy = null;
  }

  override render() {
    const { state } = this.instance;
    const ended = state === 'stopped' || state === 'failed';
    return html`<div class="buttons" role="group" aria-label=${this.instance.name}>
      ${ended ? this.#renderEnded() : this.#renderLive()}
    </div>`;
  }

  #renderEnded() {
    return [this.#button('restart', 'neutral'), this.#button('log', 'stealth'), this.#button('remove', 'stealth')];
  }

  #renderLive() {
    const { state } = this.instance;
    return [
      this.#button('open', 'accent', !this.#canOpen()),
      state === 'ready' ? this.#button('copyLink', 'stealth') : nothing,
      state === 'queued' ? nothing : this.#button('log', 'stealth'),
      state === 'ready' ? this.#button('restart', 'stealth') : nothing,
      this.#button('stop', 'stealth'),
    ];
  }

  /** One that is being stopped answers no more; one whose time is nearly over still does. */
  #canOpen(): boolean {
    const { state, ends_at } = this.instance;
    return state === 'ready' || (state === 'ending' && ends_at !== null);
  }

  #button(name: ActionName, appearance: string, disabled = false) {
    const label = texts.instances[name];
    return html`<jp-button
      scale="small"
      class=${name}
      appearance=${appearance}
      data-testid=${testIds[name]}
      aria-label=${`${label} ${this.instance.name}`}
      title=${disabled ? texts.instances.notReady : nothing}
      ?disabled=${disabled}
      aria-busy=${this.busy === name ? 'true' : nothing}
      @click=${() => void this.#run(name)}
    >${icon(this.busy === name ? 'spinner' : icons[name], 'start')}${label}</jp-button>`;
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
