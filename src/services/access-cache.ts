import { hash } from 'node:crypto';
import type { AccessFile, AccessStore } from '../domain/access.ts';

/** How long a revocation by another daemon may stay unnoticed. */
const checkIntervalMs = 2000;
const maximumInstanceCookies = 1000;

interface Entry {
  file: AccessFile;
  version: string | null;
  checkedAtMs: number;
  /** Hashes: looking one up leaks nothing about the secret by its duration. */
  sessions: Set<string>;
  /** "name=hash" */
  instanceCookies: Set<string>;
}

/**
 * The access files in memory, since every proxied request asks for them. A miss looks whether the file changed; a hit does
 * so every two seconds.
 */
export function createAccessCache(store: AccessStore, now: () => number) {
  const entries = new Map<string, Entry>();

  const load = (instanceId: string): Entry => {
    // The version first: a change in between is then read once more, never missed.
    const version = store.version(instanceId);
    const known = entries.get(instanceId);
    if (known && known.version === version) {
      known.checkedAtMs = now();
      return known;
    }
    const file = store.read(instanceId);
    const cookies = file.instance_cookies.map(({ name, hash: value }) => `${name}=${value}`);
    const entry: Entry = {
      file,
      version,
      checkedAtMs: now(),
      sessions: new Set(file.sessions.map((session) => session.hash)),
      // Those just remembered may not be in the file yet.
      instanceCookies: new Set([...(known?.instanceCookies ?? []), ...cookies]),
    };
    entries.set(instanceId, entry);
    return entry;
  };
  const recent = (instanceId: string): Entry => {
    const known = entries.get(instanceId);
    return known && now() - known.checkedAtMs < checkIntervalMs ? known : load(instanceId);
  };

  return {
    /** As the file is now. */
    fresh: load,
    /** Reads the file again after a change of our own. */
    renew(instanceId: string): void {
      load(instanceId);
    },
    forget(instanceId: string): void {
      entries.delete(instanceId);
    },
    hasSession(instanceId: string, secret: string): boolean {
      const wanted = digest(secret);
      return recent(instanceId).sessions.has(wanted) || load(instanceId).sessions.has(wanted);
    },
    /** False when it is known already. */
    addInstanceCookie(instanceId: string, name: string, value: string): boolean {
      const { instanceCookies } = recent(instanceId);
      const key = `${name}=${digest(value)}`;
      if (instanceCookies.has(key)) return false;
      // An app that sets a new one with every answer must not grow us: the oldest goes.
      const [oldest] = instanceCookies;
      if (instanceCookies.size >= maximumInstanceCookies && oldest !== undefined) instanceCookies.delete(oldest);
      instanceCookies.add(key);
      return true;
    },
    hasInstanceCookie(instanceId: string, name: string, value: string): boolean {
      return recent(instanceId).instanceCookies.has(`${name}=${digest(value)}`);
    },
  };
}

/** SHA-256 of a secret, as it is kept. */
export function digest(secret: string): string {
  return hash('sha256', secret, 'base64url');
}
