import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { type AccessFile, type AccessLink, type AccessStore, sessionCookieName } from '../domain/access.ts';
import { parseCookies } from '../domain/cookies.ts';
import { ManagerError } from '../domain/errors.ts';
import { createAccessCache, digest } from './access-cache.ts';

const defaultExpirySeconds = 60;
const maximumExpirySeconds = 86_400;
/** 256 bits: neither tokens nor cookies can be guessed. */
const secretBytes = 32;
/** Links are listed for a day after their end, so that "used" and "expired" can be told apart. */
const keepLinksMs = 86_400_000;
/** Clocks of machines that share a home differ by so much. */
const clockSlackMs = 5000;
const maximumNoteLength = 200;
const maximumLinks = 1000;
const maximumSessions = 1000;
const maximumInstanceCookies = 500;

/** What became of a token that a browser showed. */
export type Redemption =
  /** `cookie` is the secret value that lets the browser in from now on. */
  { result: 'opened'; cookie: string } | { result: 'used' | 'expired' | 'unknown' };

/** A link as the REST API lists it. */
export type LinkInfo = Omit<AccessLink, 'hash'>;

/** One-time links to instances, and the browsers that were let in by them. `revoked` names an instance. */
export interface AccessTokens extends EventEmitter<{ revoked: [string] }> {
  /**
   * @param options expiresInSeconds: 60 unless given, 1 to 86400; note: shown in the list
   * @throws ManagerError invalid_request, state_not_writable
   */
  createLink(
    instanceId: string,
    options?: { expiresInSeconds?: number | undefined; note?: string | null | undefined },
  ): Promise<{ token: string; expiresAt: string }>;
  /** Used and expired ones are listed for a day. */
  listLinks(instanceId: string): LinkInfo[];
  /**
   * Uses a token up; of many callers at once one gets "opened".
   * @param validSinceMs links made before this time have died with the run they were for; 0: none
   * @throws ManagerError state_not_writable
   */
  redeem(instanceId: string, token: string, validSinceMs: number): Promise<Redemption>;
  /** True when `redeem` would open; uses nothing up. */
  isFresh(instanceId: string, token: string, validSinceMs: number): boolean;
  /** Whether a Cookie header holds a session of this instance. In the way of every proxied request. */
  hasSession(instanceId: string, cookieHeader: string | undefined): boolean;
  /** Whether this is the token of one of its links, used or not, or the cookie of a browser that was let in. */
  isSecret(instanceId: string, text: string): boolean;
  /** Ends all links and all sessions of an instance. @throws ManagerError state_not_writable */
  revokeAll(instanceId: string): Promise<void>;
  /** Drops what is held in memory of an instance whose directory was removed, and ends its open connections. */
  forget(instanceId: string): void;
  /** Remembers that the instance itself set this cookie, which bears a name that is withheld from it else. */
  rememberInstanceCookie(instanceId: string, name: string, value: string): void;
  /** Whether the instance itself set this cookie. */
  isInstanceCookie(instanceId: string, name: string, value: string): boolean;
}

/** Secrets are kept as SHA-256 only. The files are read at need and again when another daemon changed them. */
export function createAccessTokens(parts: { store: AccessStore; now?: () => number }): AccessTokens {
  const { store, now = Date.now } = parts;
  const cache = createAccessCache(store, now);
  const events = new EventEmitter<{ revoked: [string] }>();
  // One tunnel manager listens; more listeners are no leak.
  events.setMaxListeners(0);

  const update = async <T>(instanceId: string, change: (file: AccessFile) => T, durable = true): Promise<T> => {
    const result = await store.update(instanceId, change, durable);
    cache.renew(instanceId);
    return result;
  };

  return Object.assign(events, {
    async createLink(instanceId: string, options: { expiresInSeconds?: number; note?: string | null } = {}) {
      const { expiresInSeconds = defaultExpirySeconds, note = null } = options;
      checkOptions(expiresInSeconds, note);
      const token = randomBytes(secretBytes).toString('base64url');
      const expiresAt = iso(now() + expiresInSeconds * 1000);
      const add = (file: AccessFile) => {
        file.links = file.links.filter((link) => Date.parse(link.expires_at) > now() - keepLinksMs);
        file.links.push({ hash: digest(token), created_at: iso(now()), expires_at: expiresAt, used_at: null, note });
        file.links.splice(0, file.links.length - maximumLinks);
      };
      // One that a power cut took is made anew by a click. That a link was used, or taken back, is made sure of.
      await update(instanceId, add, false);
      return { token, expiresAt };
    },
    listLinks: (instanceId: string) => cache.fresh(instanceId).file.links.map(({ hash: _hash, ...link }) => link),
    redeem: (instanceId: string, token: string, validSinceMs: number) =>
      update(instanceId, (file) => redeemIn(file, token, validSinceMs, now())),
    isFresh(instanceId: string, token: string, validSinceMs: number) {
      const link = findLink(cache.fresh(instanceId).file, token);
      return link !== undefined && verdict(link, validSinceMs, now()) === null;
    },
    hasSession(instanceId: string, cookieHeader: string | undefined) {
      const name = sessionCookieName(instanceId);
      if (!cookieHeader?.includes(name)) return false;
      return parseCookies(cookieHeader).some((pair) => pair.name === name && cache.hasSession(instanceId, pair.value));
    },
    isSecret(instanceId: string, text: string) {
      const { links, sessions } = cache.fresh(instanceId).file;
      const wanted = digest(text);
      return [...links, ...sessions].some(({ hash }) => hash === wanted);
    },
    async revokeAll(instanceId: string) {
      await update(instanceId, (file) => {
        file.links = [];
        file.sessions = [];
      });
      events.emit('revoked', instanceId);
    },
    forget(instanceId: string) {
      cache.forget(instanceId);
      events.emit('revoked', instanceId);
    },
    rememberInstanceCookie(instanceId: string, name: string, value: string) {
      if (!cache.addInstanceCookie(instanceId, name, value)) return;
      const entry = { name, hash: digest(value) };
      // Failing to write costs the memory after a restart of the daemon only; the app then sets its cookie anew.
      const add = (file: AccessFile) => {
        file.instance_cookies.push(entry);
        file.instance_cookies.splice(0, file.instance_cookies.length - maximumInstanceCookies);
      };
      update(instanceId, add, false).catch(() => undefined);
    },
    isInstanceCookie: (instanceId: string, name: string, value: string) =>
      cache.hasInstanceCookie(instanceId, name, value),
  });
}

function checkOptions(expiresInSeconds: number, note: string | null): void {
  const errors = [];
  if (!Number.isInteger(expiresInSeconds) || expiresInSeconds < 1 || expiresInSeconds > maximumExpirySeconds) {
    errors.push({
      path: '/expires_in_seconds',
      message: `It has to be a whole number from 1 to ${maximumExpirySeconds}.`,
    });
  }
  if (note !== null && note.length > maximumNoteLength) {
    errors.push({ path: '/note', message: `It may have ${maximumNoteLength} characters.` });
  }
  if (errors.length > 0) throw new ManagerError('invalid_request', 'The link cannot be made like that.', { errors });
}

function redeemIn(file: AccessFile, token: string, validSinceMs: number, nowMs: number): Redemption {
  const link = findLink(file, token);
  if (!link) return { result: 'unknown' };
  const refusal = verdict(link, validSinceMs, nowMs);
  if (refusal) return { result: refusal };
  link.used_at = iso(nowMs);
  const cookie = randomBytes(secretBytes).toString('base64url');
  file.sessions.push({ hash: digest(cookie), created_at: iso(nowMs) });
  file.sessions.splice(0, file.sessions.length - maximumSessions);
  return { result: 'opened', cookie };
}

/** Looked up by its hash: how far two hashes agree tells nothing about the secrets. */
function findLink(file: AccessFile, token: string): AccessLink | undefined {
  const wanted = digest(token);
  return file.links.find((link) => link.hash === wanted);
}

function verdict(link: AccessLink, validSinceMs: number, nowMs: number): 'used' | 'expired' | null {
  if (link.used_at !== null) return 'used';
  const createdMs = Date.parse(link.created_at);
  // Made in the future: the clock was set back, and nobody knows how old it is.
  if (createdMs > nowMs + clockSlackMs) return 'expired';
  const alive = Date.parse(link.expires_at) > nowMs && createdMs >= validSinceMs;
  return alive ? null : 'expired';
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
