import type { Job } from '../../domain/scheduler.ts';
import type { DryRunView, SubmitJobBody } from '../api-types.ts';
import type { RestClient } from '../rest-client.ts';
import { jobPath } from '../rest-paths.ts';

/** Calls about the user's own jobs. Every method throws ApiError. */
export class JobsApi {
  readonly #client: RestClient;

  constructor(client: RestClient) {
    this.#client = client;
  }

  /** The same `idempotencyKey` with the same body never submits twice. */
  submit(body: SubmitJobBody, idempotencyKey: string): Promise<Job> {
    return this.#client.json('POST', 'jobs', { body, idempotencyKey });
  }

  /** What `submit` would do. */
  dryRun(body: SubmitJobBody): Promise<DryRunView> {
    return this.#client.json('POST', 'jobs?dry_run=true', { body });
  }

  async cancel(id: string): Promise<void> {
    await this.#client.call('DELETE', jobPath(id));
  }

  async hold(id: string): Promise<void> {
    await this.#client.call('POST', `${jobPath(id)}/hold`);
  }

  async release(id: string): Promise<void> {
    await this.#client.call('POST', `${jobPath(id)}/release`);
  }
}
