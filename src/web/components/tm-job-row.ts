import { css, html, LitElement, nothing } from 'lit';
import { hasEnded, type Job, type JobPhase } from '../../domain/scheduler.ts';
import { formatMoment } from '../format.ts';
import { type IconName, icon } from '../icons.ts';
import { factStyles } from '../instance-facts.ts';
import { type JobActions, jobName } from '../jobs/job-actions.ts';
import { jobFacts, placeFacts, timeFacts } from '../jobs/job-facts.ts';
import { renderUsage } from '../jobs/usage-report.ts';
import { serverClock } from '../server-clock.ts';
import { badgeStyles } from '../styles/badge.ts';
import { buttonStyles, sharedStyles } from '../styles/shared.ts';
import { jobTexts } from '../texts/jobs.ts';
import { pageTexts } from '../texts/page.ts';

type ActionName = 'log' | 'hold' | 'release' | 'cancel';

const actionIcons: Record<ActionName, IconName> = { log: 'log', hold: 'pause', release: 'play', cancel: 'close' };

const looks: Record<JobPhase, { icon: IconName; tone: string }> = {
  queued: { icon: 'clock', tone: 'calm' },
  held: { icon: 'pause', tone: 'warn' },
  starting: { icon: 'spinner', tone: 'busy' },
  running: { icon: 'check', tone: 'good' },
  suspended: { icon: 'pause', tone: 'warn' },
  ending: { icon: 'hourglass', tone: 'warn' },
  completed: { icon: 'check', tone: 'calm' },
  failed: { icon: 'alert', tone: 'bad' },
  cancelled: { icon: 'stop', tone: 'calm' },
  timed_out: { icon: 'hourglass', tone: 'bad' },
  out_of_memory: { icon: 'alert', tone: 'bad' },
  node_failed: { icon: 'alert', tone: 'bad' },
  preempted: { icon: 'alert', tone: 'bad' },
};

/** One of the user's jobs: where it stands and why, and what can be done with it. */
export class TmJobRow extends LitElement {
  static override properties = {
    job: { attribute: false },
    owner: { attribute: false },
    actions: { attribute: false },
    busy: { state: true },
  };
  declare job: Job;
  /** Name of the instance or ParaView server that runs as this job; null: something else. */
  declare owner: string | null;
  declare actions: JobActions;
  declare busy: ActionName | null;

  static override styles = [
    sharedStyles,
    buttonStyles,
    badgeStyles,
    factStyles,
    css`
      article {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 3px 10px;
        padding: 8px 10px;
      }
      h3 {
        font-size: 13px;
        font-weight: 600;
        overflow-wrap: anywhere;
        unicode-bidi: plaintext;
        text-align: left;
      }
      .phase {
        justify-self: end;
      }
      .words {
        display: grid;
        gap: 2px;
        align-content: start;
      }
      .stuck {
        color: var(--tm-bad);
      }
      .buttons {
        align-self: end;
        justify-content: flex-end;
        gap: 2px;
      }
      p {
        overflow-wrap: anywhere;
      }
    `,
  ];

  constructor() {
    super();
    this.busy = null;
  }

  override render() {
    const { job } = this;
    const look = looks[job.phase];
    return html`<article aria-label=${jobName(job)}>
      <h3 data-testid="name" title=${job.name}>${this.owner ?? job.name}</h3>
      <span class="phase"><span class="badge ${look.tone}" data-testid="state">${icon(look.icon)}${jobTexts.phases[job.phase]}</span></span>
      <div class="words">
        ${this.#renderReason()}
        <ul class="facts muted" data-testid="facts">${this.#facts().map((fact) => html`<li>${fact}</li>`)}</ul>
        ${renderUsage(job.usage)}
      </div>
      <div class="buttons" role="group" aria-label=${jobName(job)}>${this.#buttons()}</div>
    </article>`;
  }

  #renderReason() {
    const { reason, reason_code, stuck } = this.job;
    if (reason === null && !stuck) return nothing;
    return html`<p class=${stuck ? 'stuck' : ''} data-testid="reason" title=${reason_code ?? nothing}>${reason} ${stuck ? jobTexts.stuck : nothing}</p>`;
  }

  #facts(): unknown[] {
    const { job } = this;
    const restarts = job.restarts > 0 ? [jobTexts.restarts(job.restarts)] : [];
    if (job.ended_at !== null) {
      return [...jobFacts(job), ...restarts, jobTexts.endedAt(formatMoment(job.ended_at, serverClock.nowMs()))];
    }
    const waits = job.phase === 'queued' || job.phase === 'held';
    return [
      ...jobFacts(job),
      ...restarts,
      ...placeFacts(job.queue_place),
      ...timeFacts(waits ? job.expected_start_at : null, waits ? null : job.ends_at),
    ];
  }

  #buttons(): unknown[] {
    const { phase } = this.job;
    const names: ActionName[] = [];
    if (phase !== 'queued' && phase !== 'held') names.push('log');
    if (phase === 'queued') names.push('hold');
    if (phase === 'held') names.push('release');
    if (!hasEnded(phase) && phase !== 'ending') names.push('cancel');
    return names.map((name) => this.#renderButton(name));
  }

  #renderButton(name: ActionName) {
    const label = jobTexts.actions[name];
    return html`<jp-button
      scale="small"
      appearance="stealth"
      data-testid=${`job-${name}`}
      aria-label=${pageTexts.actionOn(label, jobName(this.job))}
      aria-busy=${this.busy === name ? 'true' : nothing}
      @click=${() => void this.#run(name)}
    >${icon(this.busy === name ? 'spinner' : actionIcons[name], 'start')}${label}</jp-button>`;
  }

  async #run(name: ActionName): Promise<void> {
    if (this.busy !== null) return;
    if (name === 'log') return this.actions.showLog(this.job);
    this.busy = name;
    try {
      await this.actions[name](this.job);
    } finally {
      this.busy = null;
    }
  }
}

customElements.define('tm-job-row', TmJobRow);

declare global {
  interface HTMLElementTagNameMap {
    'tm-job-row': TmJobRow;
  }
}
