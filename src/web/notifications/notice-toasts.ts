import type { Toast } from '../page-ui.ts';
import { noticeTexts } from '../texts/notices.ts';
import type { Notice } from './notice.ts';
import { wordsOf, wordsOfMany } from './notice-words.ts';
import { maximumSingly } from './notifier.ts';

const lifetimeMs = 10_000;

/** What the buttons of the messages do. */
export interface NoticeActions {
  open(instanceId: string): void;
  showLog(notice: Notice): void;
  show(notice: Notice): void;
}

/** Notices as messages in the page; `isHeard`: a screen reader has told them already. */
export function noticeToasts(notices: readonly Notice[], isHeard: boolean, actions: NoticeActions): Toast[] {
  if (notices.length > maximumSingly) {
    const { title, detail } = wordsOfMany(notices);
    return [{ text: `${title}.`, detail, tone: toneOf(notices), isHeard, lifetimeMs }];
  }
  return notices.map((notice) => {
    const { title, detail } = wordsOf(notice);
    const action = actionOf(notice, actions);
    return { text: `${title}.`, detail, tone: toneOf([notice]), isHeard, action, lifetimeMs };
  });
}

function toneOf(notices: readonly Notice[]): Toast['tone'] {
  if (notices.some(({ kind }) => kind === 'failed')) return 'bad';
  return notices.every(({ kind }) => kind === 'ready') ? 'good' : 'info';
}

function actionOf(notice: Notice, actions: NoticeActions): NonNullable<Toast['action']> {
  const { kind, of, id } = notice;
  if (kind === 'failed') return { label: noticeTexts.showLog, run: () => actions.showLog(notice) };
  if (of === 'instance') return { label: noticeTexts.open, run: () => actions.open(id) };
  return { label: noticeTexts.show, run: () => actions.show(notice) };
}
