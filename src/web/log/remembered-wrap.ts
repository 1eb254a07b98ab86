/** Whether lines were wrapped last, in this browser. Storage may be forbidden or full: then nothing is remembered. */
export function recallWrap(): boolean {
  try {
    return localStorage.getItem(wrapKey) === 'true';
  } catch {
    return false;
  }
}

export function rememberWrap(wrap: boolean): void {
  try {
    localStorage.setItem(wrapKey, String(wrap));
  } catch {}
}

const wrapKey = 'trame-manager:log-wrap';
