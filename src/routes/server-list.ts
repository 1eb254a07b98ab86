import type { Static } from 'typebox';
import { ManagerError } from '../domain/errors.ts';
import type { ShownField } from '../domain/form.ts';
import { type ParaViewServer, serverStates } from '../domain/paraview-server.ts';
import type { ServerFilterSchema } from '../schemas/server.ts';
import { hasText, type ListRules, timeOf } from '../services/list-choice.ts';
import type { ParaViewServers } from '../services/ports.ts';

type Filters = Omit<Static<typeof ServerFilterSchema>, 'sort' | 'limit' | 'offset'>;

/** How `GET servers` filters and sorts. */
export const serverListRules: ListRules<ParaViewServer, Filters> = {
  filters: {
    state: ({ state }, wanted) => wanted.includes(state),
    kind: ({ kind }, wanted) => kind === wanted,
    host: ({ host }, wanted) => host === wanted,
    name: ({ name }, wanted) => hasText(name, wanted),
  },
  sort: {
    created_at: (server) => timeOf(server.created_at),
    name: ({ name }) => name,
    state: ({ state }) => serverStates.indexOf(state),
  },
};

/** The form that starts a server; the list is of use without it, too. */
export async function formNow(servers: Pick<ParaViewServers, 'form'>): Promise<ShownField[]> {
  return servers.form().catch((error: unknown) => {
    if (error instanceof ManagerError && error.code === 'scheduler_unavailable') return [];
    throw error;
  });
}
