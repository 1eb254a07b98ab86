import type { PageLink } from './page-layout.ts';
import type { ProxyTarget } from './proxy-target.ts';

/** The daemon's page route that makes a link, restarting the instance where it has ended, and goes there. */
export function openPath(target: ProxyTarget): string {
  return `${target.base}open/${encodeURIComponent(target.id)}`;
}

/** The whole log as plain text. */
export function logLink(target: ProxyTarget): PageLink {
  return { path: `${target.base}api/v1/instances/${encodeURIComponent(target.id)}/log`, label: 'Show the whole log' };
}

/** The way back, from anywhere. */
export function launcherLink(base: string): PageLink {
  return { path: base, label: 'Go to the launcher page' };
}
