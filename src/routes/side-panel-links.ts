import type { EventEmitter } from 'node:events';
import type { Instance } from '../domain/instance.ts';
import type { AccessTokens } from '../services/access-tokens.ts';

export interface PanelLinksOptions {
  instances: EventEmitter<{ change: [Instance]; remove: [string] }>;
  access: Pick<AccessTokens, 'createLink' | 'isFresh'>;
  /** The path of a link, from an instance's id and a token. */
  linkUrl: (id: string, token: string) => string;
}

/** Gives a one-time link that opens the instance. */
export type PanelLinks = (instance: Instance) => Promise<string>;

/** The panel asks every 30 s; a tab in the background more seldom. */
const linkLifetimeSeconds = 600;
/** For so long each answer has the same link: a new one with each would push out those that people copied. */
const linkKeptMs = 300_000;

/** The same link until somebody used it: each browser with the panel then finds one that lets it in. */
export function createPanelLinks({ instances, access, linkUrl }: PanelLinksOptions): PanelLinks {
  const kept = new Map<string, { token: string; until: number; startedAt: string }>();
  instances.on('remove', (id) => kept.delete(id));
  const isGood = (id: string, startedAt: string) => {
    const known = kept.get(id);
    // A link dies with the run that it was made for.
    if (known === undefined || known.until < Date.now() || known.startedAt !== startedAt) return false;
    return access.isFresh(id, known.token, 0);
  };
  return async ({ id, started_at: startedAt }) => {
    if (!isGood(id, startedAt)) {
      const options = { note: 'Side panel', expiresInSeconds: linkLifetimeSeconds };
      const { token } = await access.createLink(id, options);
      kept.set(id, { token, until: Date.now() + linkKeptMs, startedAt });
    }
    return linkUrl(id, kept.get(id)?.token ?? '');
  };
}
