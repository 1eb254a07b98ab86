import type { RestClient } from '../rest-client.ts';

/** Calls about favourites; what is kept then comes as an event, to all pages. Every method throws ApiError. */
export class FavouritesApi {
  readonly #client: RestClient;

  constructor(client: RestClient) {
    this.#client = client;
  }

  async setApp(app: string, isFavourite: boolean): Promise<void> {
    await this.#client.call(isFavourite ? 'PUT' : 'DELETE', `favourites/apps/${encodeURIComponent(app)}`);
  }

  async setPath(path: string, isFavourite: boolean): Promise<void> {
    if (isFavourite) await this.#client.call('PUT', 'favourites/paths', { body: { path } });
    else await this.#client.call('DELETE', `favourites/paths?${new URLSearchParams({ path })}`);
  }
}
