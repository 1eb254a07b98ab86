import type { FormValues } from '../../domain/paraview-server.ts';
import type { PresetsView } from '../api-types.ts';
import type { RestClient } from '../rest-client.ts';

/** Calls about the values that a user keeps for a form; `target` names the form: "server". Every method throws ApiError. */
export class PresetsApi {
  readonly #client: RestClient;
  readonly #listeners = new Set<() => void>();

  constructor(client: RestClient) {
    this.#client = client;
  }

  /** All presets of this user, and the values sent last with each form. */
  list(): Promise<PresetsView> {
    return this.#client.json('GET', 'presets');
  }

  /** One of the same name is replaced. */
  async save(target: string, name: string, values: FormValues): Promise<void> {
    await this.#client.call('PUT', presetPath(target, name), { body: { values } });
  }

  async remove(target: string, name: string): Promise<void> {
    await this.#client.call('DELETE', presetPath(target, name));
  }

  /** Calls back when they may have changed, here or in another page; returns the function that ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** To be called when the daemon tells of a change. */
  noteChange(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

// "server", "two nodes" -> "presets/server/two%20nodes"
function presetPath(target: string, name: string): string {
  return `presets/${encodeURIComponent(target)}/${encodeURIComponent(name)}`;
}
