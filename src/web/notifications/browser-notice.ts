import { pageTexts } from '../texts/page.ts';
import type { Notice } from './notice.ts';
import { wordsOf, wordsOfMany } from './notice-words.ts';
import { maximumSingly } from './notifier.ts';

/** Shows notices by the browser; `onClick` is called with the one that was clicked, null where many were told at once. */
export function notifyByBrowser(notices: readonly Notice[], onClick: (notice: Notice | null) => void): void {
  if (notices.length > maximumSingly) {
    const key = notices.map((notice) => notice.key).join(' ');
    show(wordsOfMany(notices), key, () => onClick(null));
  } else for (const notice of notices) show(wordsOf(notice), notice.key, () => onClick(notice));
}

function show({ title, detail }: { title: string; detail: string }, tag: string, onClick: () => void): void {
  try {
    const options = { body: detail === '' ? pageTexts.title : detail, tag, icon: 'icons/trame-manager.svg' };
    const notification = new Notification(title, options);
    notification.onclick = () => {
      window.focus();
      notification.close();
      onClick();
    };
  } catch {
    // Browsers of telephones have the constructor and refuse it; the title and the page still tell.
  }
}
