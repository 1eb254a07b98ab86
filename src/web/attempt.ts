import { asApiError } from './api-error.ts';
import type { PageUi } from './page-ui.ts';

/** Does it; false when that failed, with `failure` and the reason shown. */
export async function attempt(ui: PageUi, failure: string, action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    const { message, hint } = asApiError(error);
    const detail = hint === null ? message : `${message} ${hint}`;
    ui.toast({ text: failure, detail, tone: 'bad', lifetimeMs: null });
    return false;
  }
}
