import type { Instance } from '../../domain/instance.ts';
import type { ParaViewServer } from '../../domain/paraview-server.ts';
import type { Api } from '../api.ts';
import { ApiError, asApiError } from '../api-error.ts';
import type { AppView } from '../api-types.ts';
import { valuesToSend } from '../forms/check-field.ts';
import { launchTexts } from '../texts/launch-dialog.ts';
import { pageTexts } from '../texts/page.ts';
import { idempotencyKeyFor } from './idempotency-key.ts';
import { type LaunchForm, type LaunchOffers, launchBody, newServer } from './launch-form.ts';

/**
 * Launches an app, after its ParaView server where one is to be started with it; `onServer` hears of that one.
 * @throws ApiError whose paths are those of the launch form
 */
export async function launchWithServer(
  api: Api,
  app: AppView,
  form: LaunchForm,
  home: string | null,
  offers: LaunchOffers,
  onServer: (server: ParaViewServer) => void,
): Promise<Instance> {
  let connectTo = form.connectTo;
  if (connectTo === newServer) {
    const server = await startServer(api, app, form, offers);
    onServer(server);
    connectTo = server.id;
  }
  const body = launchBody(app, { ...form, connectTo }, home, offers);
  return api.launch(app.id, body, idempotencyKeyFor(app.id, body));
}

async function startServer(api: Api, app: AppView, form: LaunchForm, offers: LaunchOffers): Promise<ParaViewServer> {
  const name = launchTexts.serverName(form.name.trim() || app.name);
  const body = { ...valuesToSend(offers.serverFields, form.server), name };
  try {
    return await api.servers.start(body, idempotencyKeyFor('servers', body));
  } catch (error) {
    const { code, message, hint, errors } = asApiError(error);
    const inForm = errors.map((entry) => ({ ...entry, path: `/server${entry.path}` }));
    throw new ApiError(code, pageTexts.because(launchTexts.serverFailed, message), hint, inForm);
  }
}
