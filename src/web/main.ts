import { Api, eventsUrl } from './api.ts';
import './components/tm-app.ts';
import type { TmApp } from './components/tm-app.ts';
import { registerJupyterControls } from './jupyter-controls.ts';
import { parseFeedEvent } from './parse-feed-event.ts';
import { ReconnectingSocket } from './reconnecting-socket.ts';
import { PageStore } from './store.ts';

registerJupyterControls();
startPage(document.querySelector('tm-app') as TmApp);

function startPage(page: TmApp): void {
  const api = new Api();
  const store = new PageStore();
  page.start(api, store);
  const socket = new ReconnectingSocket(eventsUrl(location.href), {
    onMessage: (data) => {
      const event = parseFeedEvent(data);
      if (event !== null) store.receive(event);
    },
    onLost: () => {
      store.setConnection('lost');
      void page.explainLoss();
    },
  });
  const retryNow = () => socket.retryNow();
  page.addEventListener('retry', retryNow);
  addEventListener('online', retryNow);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && retryNow());
  // Any answer tells the daemon's time, by which durations are counted.
  void api.system().catch(() => undefined);
}
