import { formatDuration } from '../format.ts';
import { listed } from '../texts/counted.ts';
import { noticeTexts } from '../texts/notices.ts';
import type { Notice } from './notice.ts';

/** What is said of one notice. */
export interface NoticeWords {
  title: string;
  /** A second sentence; empty: the title says it all. */
  detail: string;
}

/** A notice in words: "run 1 ends in 10 min", "Its time is nearly over. Save your work." */
export function wordsOf({ kind, of, name, reason, leftMs }: Notice): NoticeWords {
  if (kind === 'ready') return { title: noticeTexts.ready(name), detail: '' };
  if (kind === 'failed') return { title: noticeTexts.failed(name), detail: reason ?? '' };
  const { endsInDetail, serverEndsInDetail } = noticeTexts;
  // A timer comes a moment late: "10 min" is not to be "9 min".
  const left = formatDuration(Math.ceil((leftMs ?? 0) / 60_000) * 60_000);
  return { title: noticeTexts.endsIn(name, left), detail: of === 'server' ? serverEndsInDetail : endsInDetail };
}

/** Many notices in one sentence, with the names: "2 ready, 1 failed", "run 1, run 2, run 3". */
export function wordsOfMany(notices: readonly Notice[]): NoticeWords {
  const count = (kind: Notice['kind']) => notices.filter((notice) => notice.kind === kind).length;
  return {
    title: noticeTexts.many(count('ready'), count('failed'), count('ends-soon')),
    detail: listed(notices.map(({ name }) => name)),
  };
}
