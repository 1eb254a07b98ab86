import { Api, eventsUrl } from './api.ts';
import './components/tm-app.ts';
import type { TmApp } from './components/tm-app.ts';
import { readFirstState } from './first-state.ts';
import { registerJupyterControls } from './jupyter-controls.ts';
import { parseFeedEvent } from './parse-feed-event.ts';
import { ReconnectingSocket } from './reconnecting-socket.ts';
import { PageStore } from './store.ts';
import { language } from './texts/language.ts';
import { followTheme } from './theme/follow-theme.ts';
import { usageHistory } from './usage/usage-history.ts';
import { onWaking } from './waking.ts';

/** Where anything runs, what it uses comes every few seconds. */
const doubtAfterMs = 10_000;
/** Once the first picture is drawn. */
const laterPartsAfterMs = 1_000;

// Benchmarks count from here.
performance.mark('script-start');
document.documentElement.lang = language;
followTheme(location.href);
startPage(document.querySelector('tm-app') as TmApp);
// They take as long as all else together: what can be used without them is drawn first.
requestAnimationFrame(() => setTimeout(registerJupyterControls));

function startPage(page: TmApp): void {
  const api = new Api();
  const store = new PageStore();
  const firstState = readFirstState();
  if (firstState !== null) store.begin(firstState);
  usageHistory.follow(store);
  page.start(api, store);
  const socket = new ReconnectingSocket(
    eventsUrl(location.href),
    {
      onMessage: (data) => {
        const event = parseFeedEvent(data);
        if (event !== null) store.receive(event);
      },
      onLost: () => {
        store.setConnection('lost');
        void page.explainLoss();
      },
    },
    { doubtAfterMs },
  );
  page.addEventListener('retry', () => socket.retryNow());
  // A click finds them there then, also when the daemon has gone meanwhile.
  setTimeout(() => void import('./components/later-parts.ts').catch(() => undefined), laterPartsAfterMs);
  // Any answer tells the daemon's time, by which durations are counted.
  const askForTime = () => void api.system().catch(() => undefined);
  askForTime();
  onWaking((sign) => sign === 'away' && askForTime());
}
