import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import type { Actions } from '../actions.ts';
import type { ConnectionTargets } from '../connections/connect-menu.ts';
import type { JobActions } from '../jobs/job-actions.ts';
import { orderByLife } from '../life-order.ts';
import type { ServerActions } from '../servers/server-actions.ts';
import type { PageState } from '../store.ts';
import { sharedStyles } from '../styles/shared.ts';
import { texts } from '../texts.ts';
import './tm-instance-list.ts';
import './tm-job-list.ts';
import './tm-server-list.ts';

/** Cards of ended instances that are shown before "Show all". */
const endedLimit = 3;

/** What the buttons of each kind of thing do. */
export interface ThingActions {
  instances: Actions;
  servers: ServerActions;
  jobs: JobActions;
}

/** What runs, waits or ended: instances, ParaView servers, jobs. */
export class TmThings extends LitElement {
  static override properties = {
    state: { attribute: false },
    actions: { attribute: false },
    hides: { attribute: false },
    freshId: { attribute: false },
  };
  declare state: PageState;
  declare actions: ThingActions;
  /** True for ids of cards that are not to be shown. */
  declare hides: (id: string) => boolean;
  /** The instance that was just launched, or null. */
  declare freshId: string | null;
  #targets: ConnectionTargets | null = null;

  static override styles = [
    sharedStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 24px;
        align-content: start;
      }
    `,
  ];

  focusInstances(): void {
    this.renderRoot.querySelector('tm-instance-list')?.focusHeading();
  }

  focusServers(): void {
    this.renderRoot.querySelector('tm-server-list')?.focusHeading();
  }

  /** Brings the card of a running instance into view. */
  async showInstance(id: string): Promise<void> {
    await this.updateComplete;
    const list = this.renderRoot.querySelector('tm-instance-list');
    await list?.updateComplete;
    list?.renderRoot.querySelector(`[data-id=${JSON.stringify(id)}]`)?.scrollIntoView({ block: 'nearest' });
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('state');
    const { servers, instances, serversForm } = this.state;
    const isSame = before?.servers === servers && before.instances === instances && before.serversForm === serversForm;
    // The cards of apps are drawn again only when what they can be connected to may have changed.
    if (this.#targets === null || (before !== undefined && !isSame))
      this.#targets = { servers, instances, canStart: serversForm.can_start };
  }

  override render() {
    const { state, actions } = this;
    const { running, ended } = orderByLife(state.instances.values(), this.hides);
    return html`
      <tm-instance-list data-testid="running" heading=${texts.instances.running} .instances=${running} .actions=${actions.instances} .targets=${this.#targets} .freshId=${this.freshId}>
        <p class="muted">${texts.instances.none}</p>
      </tm-instance-list>
      ${this.#renderServers()}
      ${state.queue.title === null ? nothing : html`<tm-job-list data-testid="jobs" .queue=${state.queue} .actions=${actions.jobs}></tm-job-list>`}
      ${ended.length === 0 ? nothing : html`<tm-instance-list data-testid="ended" heading=${texts.instances.ended} limit=${endedLimit} .instances=${ended} .actions=${actions.instances}></tm-instance-list>`}
    `;
  }

  #renderServers() {
    const { servers, instances, serversForm } = this.state;
    return html`<tm-server-list
      data-testid="servers"
      .servers=${orderByLife(servers.values(), this.hides)}
      .instances=${instances}
      .form=${serversForm}
      .actions=${this.actions.servers}
    ></tm-server-list>`;
  }
}

customElements.define('tm-things', TmThings);

declare global {
  interface HTMLElementTagNameMap {
    'tm-things': TmThings;
  }
}
