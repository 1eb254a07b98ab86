import type { Job } from '../../domain/scheduler.ts';
import type { Api } from '../api.ts';
import { attempt } from '../attempt.ts';
import { jobLog } from '../log/log-source.ts';
import type { PageUi } from '../page-ui.ts';
import { jobTexts } from '../texts/jobs.ts';

const { cancelDialog, failedTo } = jobTexts;

/** What can be done with the user's jobs. Each shows its own errors and resolves when the daemon has answered. */
export class JobActions {
  readonly #api: Api;
  readonly #ui: PageUi;

  constructor(api: Api, ui: PageUi) {
    this.#api = api;
    this.#ui = ui;
  }

  async submit(): Promise<void> {
    const job = await this.#ui.askForScript();
    if (job !== null) this.#ui.toast({ text: jobTexts.submitted(job.id), tone: 'good', lifetimeMs: 6_000 });
  }

  showLog(job: Job): void {
    this.#ui.showLog(jobLog(job));
  }

  /** Asks first: a cancelled job loses its place in the queue, or what it did. */
  async cancel(job: Job): Promise<void> {
    const name = jobName(job);
    const waits = job.phase === 'queued' || job.phase === 'held';
    const { title, queued, running, confirm, keep } = cancelDialog;
    const question = { title: title(name), text: waits ? queued : running, confirm, cancel: keep, danger: true };
    if (!(await this.#ui.ask(question))) return;
    await attempt(this.#ui, failedTo.cancel(name), () => this.#api.jobs.cancel(job.id));
  }

  async hold(job: Job): Promise<void> {
    await attempt(this.#ui, failedTo.hold(jobName(job)), () => this.#api.jobs.hold(job.id));
  }

  async release(job: Job): Promise<void> {
    await attempt(this.#ui, failedTo.release(jobName(job)), () => this.#api.jobs.release(job.id));
  }
}

/** "wing (123)": names of jobs are seldom unique. */
export function jobName({ name, id }: Job): string {
  return jobTexts.named(name, id);
}
