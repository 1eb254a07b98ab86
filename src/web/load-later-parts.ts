import type { PageUi } from './page-ui.ts';
import { pageTexts } from './texts/page.ts';

/**
 * Loads the parts of the page that a first visit leaves out; false, and said, where that cannot be: the connection is lost, or
 * the daemon has another version since.
 */
export async function loadLaterParts(ui: Pick<PageUi, 'toast'>): Promise<boolean> {
  try {
    await import('./components/later-parts.ts');
    return true;
  } catch {
    ui.toast({ text: pageTexts.errors.notLoaded, detail: pageTexts.hints.reload, tone: 'bad', lifetimeMs: null });
    return false;
  }
}
