import { asApiError } from './api-error.ts';
import type { Failure } from './in-turns.ts';
import { listed } from './texts/counted.ts';
import { pageTexts } from './texts/page.ts';

/** Names everything that failed, once for each reason: "run 1, run 2: Trame Manager cannot be reached. wing: …". */
export function failureSentences(failures: readonly Failure<{ readonly name: string }>[]): string {
  const byReason = new Map<string, string[]>();
  for (const { item, error } of failures) {
    const { message, hint } = asApiError(error);
    const reason = hint === null ? message : `${message} ${hint}`;
    const names = byReason.get(reason);
    if (names === undefined) byReason.set(reason, [item.name]);
    else names.push(item.name);
  }
  return [...byReason].map(([reason, names]) => pageTexts.because(listed(names), reason)).join(' ');
}
