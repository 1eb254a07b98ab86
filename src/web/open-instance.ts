import type { Instance } from '../domain/instance.ts';
import type { Api } from './api.ts';
import { ApiError, asApiError } from './api-error.ts';
import type { PageUi } from './page-ui.ts';
import { texts } from './texts.ts';

/**
 * Opens an instance in a new tab by a one-time link. The tab is opened before anything is waited for, as browsers block
 * one that comes later than the click; it is closed again when there is no link.
 */
export async function openInstance(instance: Instance, api: Api, ui: PageUi): Promise<void> {
  const tab = openBlankTab(instance.name);
  try {
    const { url } = await api.createLink(instance.id);
    const target = ownUrl(url);
    if (tab !== null) tab.location.replace(target);
    else
      ui.toast({
        text: texts.opening.blocked,
        tone: 'bad',
        link: { label: texts.opening.openHere, url: target },
        lifetimeMs: null,
      });
  } catch (error) {
    tab?.close();
    const { message, hint } = asApiError(error);
    const detail = hint === null ? message : `${message} ${hint}`;
    ui.toast({ text: texts.opening.failed(instance.name), detail, tone: 'bad', lifetimeMs: null });
  }
}

/**
 * An absolute URL of this origin, from the link as answered: "/user/a/trame-manager/proxy/40123/?launch_token=t".
 * @throws ApiError unexpected_answer for any other origin
 */
export function ownUrl(url: string): string {
  const target = new URL(url, location.href);
  if (target.origin !== location.origin) throw new ApiError('unexpected_answer', texts.opening.foreignUrl);
  return target.href;
}

/** Null where the browser blocks it. The app gets no hold on this page. */
function openBlankTab(name: string): Window | null {
  const tab = window.open('about:blank', '_blank');
  if (tab === null) return null;
  tab.opener = null;
  tab.document.title = name;
  tab.document.body.textContent = texts.opening.title;
  return tab;
}
