import { recall, remember } from '../remembered.ts';

const wrapKey = 'trame-manager:log-wrap';

/** Whether lines were wrapped last, in this browser. */
export function recallWrap(): boolean {
  return recall(wrapKey) === 'true';
}

export function rememberWrap(wrap: boolean): void {
  remember(wrapKey, String(wrap));
}
