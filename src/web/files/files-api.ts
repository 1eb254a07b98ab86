import type { FileChoice, FileList } from '../../domain/file-list.ts';
import type { RestClient } from '../rest-client.ts';

/** Looks into directories. Every method throws ApiError. */
export class FilesApi {
  readonly #client: RestClient;

  constructor(client: RestClient) {
    this.#client = client;
  }

  /** `path` as it is typed; empty: the home directory. */
  list(path: string, choice: Partial<FileChoice> = {}): Promise<FileList> {
    const query = new URLSearchParams({ path });
    for (const [name, value] of Object.entries(choice)) query.set(name, String(value));
    return this.#client.json('GET', `files?${query}`);
  }
}
