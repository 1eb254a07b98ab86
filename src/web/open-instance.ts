import type { Instance } from '../domain/instance.ts';
import type { Api } from './api.ts';
import { ApiError, asApiError } from './api-error.ts';
import type { PageUi } from './page-ui.ts';
import { serverClock } from './server-clock.ts';
import { instanceTexts } from './texts/instances.ts';

/**
 * Opens an instance: brings its tab to the front where it has one that shows it, else by a one-time link in that tab or a new
 * one. The tab is opened before anything is waited for, as browsers block one that comes later than the click; it is closed
 * again when there is no link.
 */
export async function openInstance(instance: Instance, api: Api, ui: PageUi): Promise<void> {
  const tab = openTab(instance);
  const loadedMs = tab === null ? null : appLoadedMs(tab, instance);
  if (tab !== null && loadedMs !== null && loadedMs >= Date.parse(instance.ready_at ?? '')) {
    tab.focus();
    const action = { label: instanceTexts.opening.reload, run: () => void followLink(instance, tab, false, api, ui) };
    ui.toast({ text: instanceTexts.opening.broughtToFront(instance.name), tone: 'info', action, lifetimeMs: 15_000 });
    return;
  }
  if (tab !== null && loadedMs === null) prepare(tab, instance.name);
  await followLink(instance, tab, loadedMs === null, api, ui);
}

/**
 * An absolute URL of this origin, from the link as answered: "/user/a/trame-manager/proxy/40123/?launch_token=t".
 * @throws ApiError unexpected_answer for any other origin
 */
export function ownUrl(url: string): string {
  const target = new URL(url, location.href);
  if (target.origin !== location.origin) throw new ApiError('unexpected_answer', instanceTexts.opening.foreignUrl);
  return target.href;
}

async function followLink(instance: Instance, tab: Window | null, isNew: boolean, api: Api, ui: PageUi): Promise<void> {
  try {
    const { url } = await api.createLink(instance.id);
    const target = ownUrl(url);
    tab?.location.replace(target);
    if (!isNew) tab?.focus();
    if (tab === null) {
      const link = { label: instanceTexts.opening.openHere, url: target };
      ui.toast({ text: instanceTexts.opening.blocked, tone: 'bad', link, lifetimeMs: null });
    }
  } catch (error) {
    if (isNew) tab?.close();
    const { message, hint } = asApiError(error);
    const detail = hint === null ? message : `${message} ${hint}`;
    ui.toast({ text: instanceTexts.opening.failed(instance.name), detail, tone: 'bad', lifetimeMs: null });
  }
}

/** The instance's tab, which browsers find by its name, or a blank one; null where they block it. */
function openTab(instance: Instance): Window | null {
  const tab = window.open('', `trame-manager-${instance.id}`);
  // Somebody went on to something else there, which is left alone.
  if (tab !== null && !isBlank(tab) && appLoadedMs(tab, instance) === null) return window.open('about:blank', '_blank');
  return tab;
}

function isBlank(tab: Window): boolean {
  try {
    return tab.location.href === 'about:blank';
  } catch {
    return false;
  }
}

/** When the page of the instance in a tab was loaded, by the daemon's time; null: the tab shows something else. */
function appLoadedMs(tab: Window, { path }: Instance): number | null {
  const forms = [path, path.replace('/proxy/', '/proxy/absolute/')];
  const paths = forms.map((form) => new URL(`.${form}`, location.href).pathname);
  try {
    const { pathname } = tab.location;
    if (!paths.some((start) => pathname.startsWith(start))) return null;
    return tab.performance.timeOrigin + serverClock.nowMs() - Date.now();
  } catch {
    // A page of another site cannot be asked.
    return null;
  }
}

/** The app gets no hold on this page. */
function prepare(tab: Window, name: string): void {
  tab.opener = null;
  tab.document.title = name;
  tab.document.body.textContent = instanceTexts.opening.title;
}
