import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import type { Instance } from '../../domain/instance.ts';
import type { QueuePlace } from '../../domain/scheduler.ts';
import type { Actions } from '../actions.ts';
import type { ConnectionTargets } from '../connections/connect-menu.ts';
import { FocusKeeper } from '../focus-keeper.ts';
import type { JobActions } from '../jobs/job-actions.ts';
import { queuePlaces } from '../jobs/job-facts.ts';
import { type JobOwners, jobOwners } from '../jobs/job-owners.ts';
import { orderByLife } from '../life-order.ts';
import type { ServerActions } from '../servers/server-actions.ts';
import type { PageState } from '../store.ts';
import { nativeButtonStyles } from '../styles/button.ts';
import { sharedStyles } from '../styles/shared.ts';
import { filterInstances, type InstanceFilter, isFiltering, noFilter, stateChoices } from '../table/instance-filter.ts';
import { type InstanceView, recallView, rememberView } from '../table/remembered-view.ts';
import { instanceTexts } from '../texts/instances.ts';
import { tableTexts } from '../texts/table.ts';
import './tm-instance-bar.ts';
import './tm-instance-list.ts';
import './tm-instance-table.ts';
import './tm-job-list.ts';
import './tm-server-list.ts';

/** Cards of ended instances that are shown before "Show all". */
const endedLimit = 3;
/** With more instances than this, they can be searched and shown as a table. */
const fewInstances = 6;

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
    view: { state: true },
    filter: { state: true },
    wide: { type: Boolean, reflect: true },
    drawn: { state: true },
  };
  declare state: PageState;
  declare actions: ThingActions;
  /** True for ids of cards that are not to be shown. */
  declare hides: (id: string) => boolean;
  /** The instance that was just launched, or null. */
  declare freshId: string | null;
  declare view: InstanceView;
  declare filter: InstanceFilter;
  /** True while the table is shown, which needs room. */
  declare wide: boolean;
  /** False until the first frame is on the screen: what ended, which stands last, comes after it. */
  declare drawn: boolean;
  /** Not taken away again while the page is used: it would go from under the hand that just removed a card. */
  #hasBar = false;
  #targets: ConnectionTargets | null = null;
  #places: ReadonlyMap<string, QueuePlace> = new Map();
  #owners: JobOwners = new Map();

  static override styles = [
    sharedStyles,
    nativeButtonStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 24px;
        align-content: start;
      }
      tm-instance-bar {
        margin-bottom: -8px;
      }
      .none {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 12px;
      }
    `,
  ];

  constructor() {
    super();
    this.view = recallView();
    this.filter = noFilter;
    this.wide = false;
    this.drawn = false;
    new FocusKeeper(this, () => this.focusInstances());
  }

  focusInstances(): void {
    this.renderRoot.querySelector('tm-instance-table')?.focusHeading();
    this.renderRoot.querySelector('tm-instance-list')?.focusHeading();
  }

  focusServers(): void {
    this.renderRoot.querySelector('tm-server-list')?.focusHeading();
  }

  /** Brings the card of a running instance into view. */
  async showInstance(id: string): Promise<void> {
    const instance = this.state.instances.get(id);
    if (instance !== undefined && filterInstances([instance], this.filter).length === 0) this.filter = noFilter;
    await this.updateComplete;
    const table = this.renderRoot.querySelector('tm-instance-table');
    await table?.updateComplete;
    if (table !== null) return table.showInstance(id);
    const list = this.renderRoot.querySelector('tm-instance-list');
    await list?.updateComplete;
    list?.renderRoot.querySelector(`[data-id=${JSON.stringify(id)}]`)?.scrollIntoView({ block: 'nearest' });
  }

  override firstUpdated(): void {
    requestAnimationFrame(() =>
      setTimeout(() => {
        this.drawn = true;
      }),
    );
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('state');
    const { servers, instances, serversForm } = this.state;
    const isSame =
      before?.servers === servers && before.serversForm === serversForm && haveSameNames(before.instances, instances);
    // The cards of apps are drawn again only when what they can be connected to may have changed.
    if (this.#targets === null || (before !== undefined && !isSame))
      this.#targets = { servers, instances, canStart: serversForm.can_start };
    if (before?.queue !== this.state.queue) this.#places = queuePlaces(this.state.queue.jobs);
    if (before?.servers !== servers || before.instances !== instances)
      this.#owners = jobOwners(this.#owners, instances, servers);
    this.#hasBar ||= this.#shown().length > fewInstances;
    this.wide = this.#hasBar && this.view === 'table';
  }

  override render() {
    const { state, actions, filter } = this;
    const shown = this.#shown();
    const found = filterInstances(shown, filter);
    const { running, ended } = orderByLife(found, () => false);
    const isCut = isFiltering(filter);
    return html`
      ${this.#hasBar ? this.#renderBar(shown, found.length) : nothing}
      ${this.wide ? this.#renderTable(found) : this.#renderRunning(running, isCut && found.length === 0, isCut)}
      ${this.#renderServers()}
      ${state.queue.title === null ? nothing : html`<tm-job-list data-testid="jobs" .queue=${state.queue} .owners=${this.#owners} .actions=${actions.jobs}></tm-job-list>`}
      ${ended.length === 0 || this.wide || !this.drawn ? nothing : html`<tm-instance-list data-testid="ended" heading=${instanceTexts.ended} limit=${endedLimit} .instances=${ended} .actions=${actions.instances}></tm-instance-list>`}
    `;
  }

  #renderBar(shown: readonly Instance[], found: number) {
    const { filter } = this;
    return html`<tm-instance-bar
        data-testid="instance-bar"
        .filter=${filter}
        .choices=${stateChoices(shown, filter)}
        .view=${this.view}
        @filter=${(event: CustomEvent<InstanceFilter>) => {
          this.filter = event.detail;
        }}
        @view=${(event: CustomEvent<InstanceView>) => {
          this.view = event.detail;
          rememberView(this.view);
        }}
      ></tm-instance-bar>
      <p class="spoken" role="status">${isFiltering(filter) ? tableTexts.found(found) : ''}</p>`;
  }

  #renderTable(found: readonly Instance[]) {
    return html`<tm-instance-table
      data-testid="instance-table"
      .instances=${found}
      .actions=${this.actions.instances}
      .freshId=${this.freshId}
      @clear-filters=${() => this.#clearFilters()}
    ></tm-instance-table>`;
  }

  /** Where a filter lets nothing through, that is said in place of both lists; where it lets only ended ones through, they say it. */
  #renderRunning(running: readonly Instance[], isNone: boolean, isCut: boolean) {
    if (isNone)
      return html`<div class="none" data-testid="no-match">
        <span>${tableTexts.noMatch}</span>
        <button type="button" class="button neutral" data-testid="clear-filters" @click=${() => this.#clearFilters()}>${tableTexts.clearFilters}</button>
      </div>`;
    if (isCut && running.length === 0) return nothing;
    return html`<tm-instance-list data-testid="running" heading=${instanceTexts.running} .instances=${running} .actions=${this.actions.instances} .targets=${this.#targets} .places=${this.#places} .freshId=${this.freshId}>
      <p class="muted">${instanceTexts.none}</p>
    </tm-instance-list>`;
  }

  #clearFilters(): void {
    this.filter = noFilter;
    this.renderRoot.querySelector('tm-instance-bar')?.focus();
  }

  /** All but those whose removal can still be undone. */
  #shown(): Instance[] {
    return [...this.state.instances.values()].filter(({ id }) => !this.hides(id));
  }

  #renderServers() {
    const { servers, instances, serversForm } = this.state;
    return html`<tm-server-list
      data-testid="servers"
      .servers=${orderByLife(servers.values(), this.hides)}
      .instances=${instances}
      .form=${serversForm}
      .places=${this.#places}
      .actions=${this.actions.servers}
    ></tm-server-list>`;
  }
}

/** Menus of connections name instances; what else changes of one is no reason to draw the others again. */
function haveSameNames(before: PageState['instances'], after: PageState['instances']): boolean {
  return (
    before === after ||
    (before.size === after.size && [...after].every(([id, { name }]) => before.get(id)?.name === name))
  );
}

customElements.define('tm-things', TmThings);

declare global {
  interface HTMLElementTagNameMap {
    'tm-things': TmThings;
  }
}
