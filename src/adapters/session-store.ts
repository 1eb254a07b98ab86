import type { SessionStore } from '../domain/instance-host.ts';
import { createRecordStore } from './record-store.ts';
import { parseRecord } from './session-record.ts';

/** The instances of a state directory: `<state>/sessions/<id>/`, each 0700. */
export function createSessionStore(stateDirectory: string): SessionStore {
  return createRecordStore({
    stateDirectory,
    folder: 'sessions',
    what: 'instance',
    parse: parseRecord,
    note: (record, sentence) => ({
      ...record,
      damage: sentence,
      state_reason: record.ended_at === null ? record.state_reason : `${record.state_reason ?? 'Ended'}. ${sentence}`,
    }),
  });
}
