/** A one-time link, as it is kept: never its token. */
export interface AccessLink {
  /** SHA-256 of the token, base64url. */
  hash: string;
  created_at: string;
  /** The first use has to come before. */
  expires_at: string;
  /** Null: not used yet. */
  used_at: string | null;
  note: string | null;
}

/** A browser that was let in. */
export interface AccessSession {
  /** SHA-256 of the cookie's value, base64url. */
  hash: string;
  created_at: string;
}

/** A cookie of a withheld name that the instance itself set: it may have it back. */
export interface InstanceCookie {
  name: string;
  /** SHA-256 of its value, base64url. */
  hash: string;
}

/** What an instance's access.json holds. */
export interface AccessFile {
  version: 1;
  links: AccessLink[];
  sessions: AccessSession[];
  instance_cookies: InstanceCookie[];
}

/** Reads and writes the access files of all instances. */
export interface AccessStore {
  /** Changes whenever the file does, also by another daemon; null: there is no file. Cheap and synchronous. */
  version(instanceId: string): string | null;
  /** The file's content; an empty one where there is none or it cannot be read. */
  read(instanceId: string): AccessFile;
  /**
   * Reads, changes and writes the file, with other daemons kept out; writes nothing when `change` leaves it equal.
   * @param durable false: after a power cut the file may be as it was before the change. Default: true
   * @throws ManagerError state_not_writable
   */
  update<T>(instanceId: string, change: (file: AccessFile) => T, durable?: boolean): Promise<T>;
}

export function emptyAccess(): AccessFile {
  return { version: 1, links: [], sessions: [], instance_cookies: [] };
}

/** Checks what was read from disk; an entry of the wrong shape is left out, anything else wrong makes it empty. */
export function readAccess(value: unknown): AccessFile {
  if (!isRecord(value) || value.version !== 1) return emptyAccess();
  const list = (entries: unknown) => (Array.isArray(entries) ? entries.filter(isRecord) : []);
  const has = (entry: Record<string, unknown>, keys: string[]) => keys.every((key) => typeof entry[key] === 'string');
  const links = list(value.links).filter((entry) => has(entry, ['hash', 'created_at', 'expires_at']));
  const sessions = list(value.sessions).filter((entry) => has(entry, ['hash', 'created_at']));
  const cookies = list(value.instance_cookies).filter((entry) => has(entry, ['name', 'hash']));
  return {
    version: 1,
    links: links.map((entry) => ({
      hash: String(entry.hash),
      created_at: String(entry.created_at),
      expires_at: String(entry.expires_at),
      used_at: typeof entry.used_at === 'string' ? entry.used_at : null,
      note: typeof entry.note === 'string' ? entry.note : null,
    })),
    sessions: sessions.map((entry) => ({ hash: String(entry.hash), created_at: String(entry.created_at) })),
    instance_cookies: cookies.map((entry) => ({ name: String(entry.name), hash: String(entry.hash) })),
  };
}

/** Name of the cookie that opens one instance: `"k3x"` -> `"trame_manager_open_k3x"` */
export function sessionCookieName(instanceId: string): string {
  return `trame_manager_open_${instanceId}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
