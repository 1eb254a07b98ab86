import { html, LitElement, nothing } from 'lit';
import { isLiveServer, type ParaViewServer } from '../../domain/paraview-server.ts';
import { type IconName, icon } from '../icons.ts';
import { renderReportLink } from '../report-link.ts';
import { serverPath } from '../rest-paths.ts';
import type { ServerActions } from '../servers/server-actions.ts';
import { actionRowStyles, nativeButtonStyles } from '../styles/button.ts';
import { sharedStyles } from '../styles/shared.ts';
import { pageTexts } from '../texts/page.ts';
import { serverTexts } from '../texts/servers.ts';

type ActionName = 'stop' | 'log' | 'startAgain' | 'startAfter' | 'remove';

const signs: Record<ActionName, { icon: IconName; testId: string }> = {
  stop: { icon: 'stop', testId: 'stop' },
  log: { icon: 'log', testId: 'log' },
  startAgain: { icon: 'restart', testId: 'start-again' },
  startAfter: { icon: 'after', testId: 'start-after' },
  remove: { icon: 'remove', testId: 'remove' },
};

/** The buttons of a server's card. One that was pressed waits until the daemon has answered. */
export class TmServerActions extends LitElement {
  static override properties = {
    server: { attribute: false },
    actions: { attribute: false },
    busy: { state: true },
  };
  declare server: ParaViewServer;
  declare actions: ServerActions;
  declare busy: ActionName | null;

  static override styles = [sharedStyles, nativeButtonStyles, actionRowStyles];

  constructor() {
    super();
    this.busy = null;
  }

  override render() {
    if (!this.server.is_managed) return nothing;
    return html`<div class="buttons" role="group" aria-label=${this.server.name}>${this.#buttons()}</div>`;
  }

  #buttons(): unknown[] {
    const { id, name, state, kind } = this.server;
    if (state === 'stopped' || state === 'failed') {
      return [
        this.#button('startAgain', 'neutral'),
        this.#button('log', ''),
        renderReportLink(serverPath(id), name, 'button'),
        this.#button('remove', ''),
      ];
    }
    return [
      this.#button('stop', 'neutral'),
      state === 'queued' ? nothing : this.#button('log', ''),
      kind === 'job' && isLiveServer(state) ? this.#button('startAfter', '') : nothing,
    ];
  }

  #button(name: ActionName, look: '' | 'neutral') {
    const label = serverTexts.actions[name];
    const sign = signs[name];
    return html`<button
      type="button"
      class="button ${look}"
      data-testid=${sign.testId}
      aria-label=${pageTexts.actionOn(label, this.server.name)}
      aria-busy=${this.busy === name ? 'true' : nothing}
      @click=${() => void this.#run(name)}
    >${icon(this.busy === name ? 'spinner' : sign.icon)}${label}</button>`;
  }

  async #run(name: ActionName): Promise<void> {
    if (this.busy !== null || (name === 'stop' && !(await this.actions.allowsStop(this.server)))) return;
    this.busy = name;
    try {
      await this.#act(name);
    } finally {
      this.busy = null;
    }
  }

  #act(name: ActionName): Promise<void> | void {
    const { actions, server } = this;
    if (name === 'stop') return actions.stop(server);
    if (name === 'log') return actions.showLog(server);
    if (name === 'remove') return actions.remove(server);
    return actions.startAgain(server, name === 'startAfter');
  }
}

customElements.define('tm-server-actions', TmServerActions);

declare global {
  interface HTMLElementTagNameMap {
    'tm-server-actions': TmServerActions;
  }
}
