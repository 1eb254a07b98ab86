import type { Instance } from '../../domain/instance.ts';
import { instanceLog, serverLog } from '../log/log-source.ts';
import type { PageUi } from '../page-ui.ts';
import type { PageStore } from '../store.ts';
import { noticeTexts } from '../texts/notices.ts';
import { pageTexts } from '../texts/page.ts';
import { notifyByBrowser } from './browser-notice.ts';
import type { Notice } from './notice.ts';
import { noticeToasts } from './notice-toasts.ts';
import { type NoticeOutlets, Notifier, type Sight } from './notifier.ts';
import { pageChoice } from './page-choice.ts';
import { PageRoles } from './page-roles.ts';
import { showCard } from './show-card.ts';

/** Tells of what becomes ready, fails or nears its end, in this page and, where that is wanted, outside of it; to be called once. */
export function tellOfChanges(store: PageStore, ui: PageUi, open: (instance: Instance) => void): void {
  const roles = navigator.locks === undefined ? null : new PageRoles(navigator.locks, location.pathname);
  const notifier = new Notifier(store, pageOutlets(store, ui, open), pageChoice, roles, sightOfPage());
  notifier.start();
  document.addEventListener('visibilitychange', () => notifier.see(sightOfPage()));
  for (const type of ['focus', 'blur']) addEventListener(type, () => notifier.see(sightOfPage()));
  pageChoice.onAnswer((state) => {
    const { answered } = noticeTexts;
    const text = state === 'on' ? answered.on : state === 'blocked' ? answered.blocked : answered.off;
    ui.toast({ text, tone: 'info', lifetimeMs: 10_000 });
  });
}

function pageOutlets(store: PageStore, ui: PageUi, open: (instance: Instance) => void): NoticeOutlets {
  const show = (notice: Notice) => void showCard(document, notice.id);
  const actions = {
    show,
    open(id: string) {
      const instance = store.state.instances.get(id);
      if (instance !== undefined) open(instance);
    },
    showLog({ of, id }: Notice) {
      const instance = store.state.instances.get(id);
      const server = store.state.servers.get(id);
      if (of === 'instance' && instance !== undefined) ui.showLog(instanceLog(instance));
      if (of === 'server' && server !== undefined) ui.showLog(serverLog(server));
    },
  };
  return {
    toast(notices, isHeard) {
      for (const toast of noticeToasts(notices, isHeard, actions)) ui.toast(toast);
    },
    notify: (notices) => notifyByBrowser(notices, (notice) => notice !== null && show(notice)),
    showCount: (count) => {
      document.title = count === 0 ? pageTexts.title : noticeTexts.titleWith(count, pageTexts.title);
    },
  };
}

function sightOfPage(): Sight {
  if (document.visibilityState === 'hidden') return 'hidden';
  return document.hasFocus() ? 'focused' : 'visible';
}
