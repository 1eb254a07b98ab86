/** Longest wait that a request can ask for, in seconds. */
export const maximumWaitSeconds = 300;

/**
 * The seconds of the preference "wait" in a `Prefer` header (RFC 7240), or null: none, or one that cannot be kept, which
 * is then ignored as a whole. Of several the first counts.
 *
 * `respond-async, wait=30` -> 30, `wait="5"; note=x` -> 5, `wait=3000` -> null
 */
export function preferredWait(header: string | readonly string[] | undefined): number | null {
  const preferences = [header ?? []].flat().join(',').match(outsideQuotes) ?? [];
  const wait = preferences
    .map((preference) => preference.trim())
    .find((preference) => /^wait\s*(?:[=;]|$)/i.test(preference));
  const digits = /^wait\s*=\s*(?:"(\d{1,4})"|(\d{1,4}))\s*(?:;|$)/i.exec(wait ?? '');
  const seconds = Number(digits?.[1] ?? digits?.[2] ?? 0);
  return seconds >= 1 && seconds <= maximumWaitSeconds ? seconds : null;
}

/** Commas part preferences, but not in a quoted text. */
const outsideQuotes = /(?:"[^"]*(?:"|$)|[^",])+/g;
