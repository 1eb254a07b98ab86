import type { Favourites } from '../../domain/favourites.ts';
import type { RestClient } from '../rest-client.ts';

/** Calls about favourites, which answer what is kept then; it comes as an event too, to all pages. Every method throws ApiError. */
export class FavouritesApi {
  readonly #client: RestClient;

  constructor(client: RestClient) {
    this.#client = client;
  }

  setApp(app: string, isFavourite: boolean): Promise<Favourites> {
    return this.#client.json(isFavourite ? 'PUT' : 'DELETE', `favourites/apps/${encodeURIComponent(app)}`);
  }

  setPath(path: string, isFavourite: boolean): Promise<Favourites> {
    if (isFavourite) return this.#client.json('PUT', 'favourites/paths', { body: { path } });
    return this.#client.json('DELETE', `favourites/paths?${new URLSearchParams({ path })}`);
  }
}
