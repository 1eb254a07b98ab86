import type { SessionStore } from '../domain/instance-host.ts';
import type { ServerRecord } from '../domain/paraview-server-record.ts';
import { createRecordStore } from './record-store.ts';
import { parseServerRecord } from './server-record.ts';

/** The ParaView servers of a state directory: `<state>/servers/<id>/`, each 0700. */
export function createServerStore(stateDirectory: string): SessionStore<ServerRecord> {
  return createRecordStore({
    stateDirectory,
    folder: 'servers',
    what: 'ParaView server',
    parse: parseServerRecord,
    note: (record, sentence) => ({ ...record, hint: sentence }),
  });
}
