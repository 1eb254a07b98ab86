/**
 * `away`: the machine slept, the network changed or the page was frozen, so that connections may be dead without anybody having
 * been told. `returned`: somebody looks at the page again.
 */
export type WakeSign = 'away' | 'returned';

type WakeListener = (sign: WakeSign) => void;

const tickMs = 1_000;
/** A tick that comes this late was held up by sleep, not by a busy machine; a clock that was set counts as well. */
const lateMs = 5_000;
/** Browsers let the timers of hidden pages tick once a minute. */
const lateHiddenMs = 90_000;

const listeners = new Set<WakeListener>();
let timer: ReturnType<typeof setInterval> | undefined;
let lastTickMs = 0;

/** Calls back when the page may have missed something that no event tells of; returns the function that ends it. */
export function onWaking(listener: WakeListener): () => void {
  if (listeners.size === 0) listen('addEventListener');
  listeners.add(listener);
  return () => {
    if (listeners.delete(listener) && listeners.size === 0) listen('removeEventListener');
  };
}

function listen(change: 'addEventListener' | 'removeEventListener'): void {
  for (const type of ['online', 'pageshow', 'focus']) window[change](type, onWindowEvent);
  for (const type of ['resume', 'visibilitychange']) document[change](type, onDocumentEvent);
  clearInterval(timer);
  lastTickMs = Date.now();
  if (change === 'addEventListener') timer = setInterval(() => tick(document.hidden), tickMs);
}

function onWindowEvent(event: Event): void {
  if (event.type === 'online') tell('away');
  else if (event.type === 'focus') tell('returned');
  // Back from the browser's cache of pages, where nothing of it ran.
  else if ((event as PageTransitionEvent).persisted) tell('away');
}

function onDocumentEvent(event: Event): void {
  // The last tick may have been that of a hidden page, or of one that is hidden now.
  tick(true);
  if (event.type === 'resume') tell('away');
  else if (!document.hidden) tell('returned');
}

/** The clock of the machine goes on while it sleeps; that of the timers need not. */
function tick(wasHidden: boolean): void {
  const nowMs = Date.now();
  const driftMs = Math.abs(nowMs - lastTickMs - tickMs);
  lastTickMs = nowMs;
  if (driftMs > (wasHidden ? lateHiddenMs : lateMs)) tell('away');
}

function tell(sign: WakeSign): void {
  for (const listener of [...listeners]) listener(sign);
}
