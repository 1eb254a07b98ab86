import type { FeedEvent } from './api-types.ts';

const knownTypes = new Set([
  'snapshot',
  'instance',
  'instance_removed',
  'server',
  'server_removed',
  'servers_form',
  'queue',
  'favourites',
  'presets',
  'apps',
]);

/** Reads a message of the events websocket; null for what this page does not know, as a newer daemon may send it. */
export function parseFeedEvent(data: string): FeedEvent | null {
  let message: unknown;
  try {
    message = JSON.parse(data);
  } catch {
    return null;
  }
  if (typeof message !== 'object' || message === null) return null;
  const { type, seq } = message as Record<string, unknown>;
  return knownTypes.has(String(type)) && typeof seq === 'number' ? (message as FeedEvent) : null;
}
