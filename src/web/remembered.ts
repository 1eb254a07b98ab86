/** The part of a browser's storage that is used. */
export type ValueStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** What is kept in this browser, and in this tab. Storage may be missing, full or forbidden: then nothing is remembered. */
export const kept: Record<'browser' | 'tab', ValueStorage> = {
  browser: careful(() => localStorage),
  tab: careful(() => sessionStorage),
};

/** What this browser kept under a key; null: nothing. */
export function recall(key: string): string | null {
  return kept.browser.getItem(key);
}

/** Keeps a text in this browser, and with null nothing. */
export function remember(key: string, value: string | null): void {
  if (value === null) kept.browser.removeItem(key);
  else kept.browser.setItem(key, value);
}

/** To name a storage is refused already where it is forbidden. */
function careful(storage: () => ValueStorage): ValueStorage {
  const attempt = <T>(use: (storage: ValueStorage) => T): T | null => {
    try {
      return use(storage());
    } catch {
      return null;
    }
  };
  return {
    getItem: (key) => attempt((store) => store.getItem(key)),
    setItem: (key, value) => void attempt((store) => store.setItem(key, value)),
    removeItem: (key) => void attempt((store) => store.removeItem(key)),
  };
}
