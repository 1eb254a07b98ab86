/**
 * A time of a record for people, in the time zone of this machine, which is named: a page without scripts cannot know the
 * browser's. Null where there is none.
 *
 * `sayMoment('2026-05-09T07:29:33Z')` -> `"9 May 2026, 07:29:33 UTC"`
 */
export function sayMoment(iso: string | null | undefined): string | null {
  const moment = new Date(iso ?? '');
  if (Number.isNaN(moment.getTime())) return null;
  format ??= makeFormat();
  return format.format(moment);
}

/** Made when it is needed first: it takes as long as reading a hundred records, and the first page waits. */
let format: Intl.DateTimeFormat | null = null;

function makeFormat(): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  });
}
