import type { SnapshotEvent } from './api-types.ts';
import { parseFeedEvent } from './parse-feed-event.ts';

/** The state that the daemon put into the page, which is drawn before anything is asked for; null: there is none. */
export function readFirstState(page: Document = document): SnapshotEvent | null {
  const element = page.getElementById('first-state');
  const event = parseFeedEvent(element?.textContent ?? '');
  element?.remove();
  return event?.type === 'snapshot' ? event : null;
}
