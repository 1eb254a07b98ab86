import { css, html, LitElement, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Job } from '../../domain/scheduler.ts';
import type { QueueView } from '../api-types.ts';
import { formatMoment } from '../format.ts';
import { icon } from '../icons.ts';
import type { JobActions } from '../jobs/job-actions.ts';
import { countLive, orderJobs } from '../jobs/job-order.ts';
import type { JobOwners } from '../jobs/job-owners.ts';
import { recall, remember } from '../remembered.ts';
import { serverClock } from '../server-clock.ts';
import { listStyles } from '../styles/list.ts';
import { buttonStyles, noticeStyles, sharedStyles } from '../styles/shared.ts';
import { numeral } from '../texts/counted.ts';
import { jobTexts } from '../texts/jobs.ts';
import './tm-job-row.ts';

/** Jobs that are shown before "Show all". */
const shownJobs = 8;
/** Whether the list was folded last, in this browser. */
const foldedKey = 'trame-manager:jobs-folded';

/** All jobs of the user, whoever submitted them, below a heading that folds them. */
export class TmJobList extends LitElement {
  static override properties = {
    queue: { attribute: false },
    owners: { attribute: false },
    actions: { attribute: false },
    folded: { state: true },
    all: { state: true },
  };
  /** Of a site with a scheduler. */
  declare queue: QueueView;
  declare owners: JobOwners;
  declare actions: JobActions;
  declare folded: boolean;
  declare all: boolean;

  static override styles = [
    sharedStyles,
    buttonStyles,
    listStyles,
    noticeStyles,
    css`
      h2 {
        align-items: center;
      }
      h2 button {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        margin-inline-start: -4px;
        padding: 2px 4px;
        border: 0;
        border-radius: 3px;
        background: none;
        color: inherit;
        font: inherit;
        cursor: pointer;
      }
      [aria-expanded='true'] .icon {
        transform: rotate(90deg);
      }
      .rows {
        border: 1px solid var(--jp-border-color2);
        border-radius: 4px;
        background: var(--jp-layout-color1);
        box-shadow: var(--jp-elevation-z1);
      }
      .rows li + li {
        border-top: 1px solid var(--jp-border-color2);
      }
      .notice {
        margin-bottom: 10px;
      }
    `,
  ];

  constructor() {
    super();
    this.folded = recallFolded();
    this.all = false;
  }

  override render() {
    const { jobs, contact } = this.queue;
    return html`<section aria-labelledby="heading">
      <div class="list-head">
        <h2>
          <button type="button" id="heading" data-testid="fold-jobs" aria-expanded=${String(!this.folded)} aria-controls="jobs" @click=${() => this.#toggle()}>
            ${icon('chevron')}${jobTexts.heading}
          </button>
          <span class="count muted">${numeral(countLive(jobs))}</span>
        </h2>
        <jp-button scale="small" appearance="outline" data-testid="submit-script" @click=${() => void this.actions.submit()}>${jobTexts.submit}</jp-button>
      </div>
      ${contact.state === 'lost' ? this.#renderLost() : nothing}
      <div id="jobs">${this.folded ? nothing : this.#renderJobs(orderJobs(jobs))}</div>
    </section>`;
  }

  #renderLost() {
    const { contact, title } = this.queue;
    return html`<div class="notice" data-testid="queue-lost">
      <div>${contact.since === null ? jobTexts.lost(String(title)) : jobTexts.lostSince(String(title), formatMoment(contact.since, serverClock.nowMs()))}</div>
      ${contact.message === null ? nothing : html`<div class="muted">${contact.message}</div>`}
    </div>`;
  }

  #renderJobs(jobs: readonly Job[]) {
    const title = String(this.queue.title);
    const { state } = this.queue.contact;
    if (jobs.length === 0 && state === 'lost') return nothing;
    if (jobs.length === 0) {
      return html`<p class="muted">${state === 'unknown' ? jobTexts.asking(title) : jobTexts.none(title)}</p>`;
    }
    const shown = this.all ? jobs : jobs.slice(0, shownJobs);
    return html`<ul class="rows" role="list" aria-label=${jobTexts.list}>
        ${repeat(
          shown,
          (job) => job.id,
          (job) =>
            html`<li><tm-job-row data-testid="job" data-id=${job.id} data-phase=${job.phase} .job=${job} .owner=${this.owners.get(job.id) ?? null} .actions=${this.actions}></tm-job-row></li>`,
        )}
      </ul>
      ${jobs.length > shownJobs ? this.#renderFold(jobs.length) : nothing}`;
  }

  #renderFold(count: number) {
    return html`<jp-button class="fold" appearance="outline" scale="small" data-testid="all-jobs" @click=${() => {
      this.all = !this.all;
    }}>${this.all ? jobTexts.showFewer : jobTexts.showAll(count)}</jp-button>`;
  }

  #toggle(): void {
    this.folded = !this.folded;
    remember(foldedKey, String(this.folded));
  }
}

/** At first it is folded where it stands above the apps. */
function recallFolded(): boolean {
  const remembered = recall(foldedKey);
  return remembered === null ? !matchMedia('(min-width: 1000px)').matches : remembered === 'true';
}

customElements.define('tm-job-list', TmJobList);

declare global {
  interface HTMLElementTagNameMap {
    'tm-job-list': TmJobList;
  }
}
