import { serverClock } from '../server-clock.ts';
import type { PageState, PageStore } from '../store.ts';
import { MissedNotices } from './missed-notices.ts';
import { changeNotices, type Notice, nextMarkMs, timeNotices } from './notice.ts';
import type { NotificationChoice } from './notification-choice.ts';
import type { PageRoles } from './page-roles.ts';

/** More than these at once are told in one message. */
export const maximumSingly = 3;
/** Twenty apps that start together are ready within a moment of each other. */
const gatherMs = 500;
/** Longer timers overflow in browsers. */
const longestTimerMs = 3_600_000;

/** Who sees the page: `hidden` nobody, `visible` perhaps somebody, `focused` who works with it. */
export type Sight = 'hidden' | 'visible' | 'focused';

/** Where notices go. */
export interface NoticeOutlets {
  /** In the page; `isHeard`: a screen reader has told it already. */
  toast(notices: readonly Notice[], isHeard: boolean): void;
  /** By the browser, outside of the page. */
  notify(notices: readonly Notice[]): void;
  /** So many things changed while nobody saw the page. */
  showCount(count: number): void;
}

/** Decides who is told what: the page where it is seen, the browser where it is not, the title until it is. */
export class Notifier {
  readonly #store: PageStore;
  readonly #outlets: NoticeOutlets;
  readonly #choice: NotificationChoice;
  /** Null where the browser has no locks: on plain http, where it shows no notifications either. */
  readonly #roles: PageRoles | null;
  readonly #missed = new MissedNotices();
  #sight: Sight;
  #state: PageState;
  #gathered: Notice[] = [];
  #gatherTimer: ReturnType<typeof setTimeout> | undefined;
  #markTimer: ReturnType<typeof setTimeout> | undefined;
  #lookedMs = serverClock.nowMs();

  constructor(
    store: PageStore,
    outlets: NoticeOutlets,
    choice: NotificationChoice,
    roles: PageRoles | null,
    sight: Sight,
  ) {
    this.#store = store;
    this.#outlets = outlets;
    this.#choice = choice;
    this.#roles = roles;
    this.#state = store.state;
    this.#sight = sight;
    roles?.attend(sight === 'focused');
  }

  /** Begins to tell; returns how to end it. */
  start(): () => void {
    const unsubscribe = this.#store.subscribe((state) => this.#receive(state));
    const endJumps = serverClock.onJump((byMs) => {
      this.#lookedMs += byMs;
      this.#lookAtTime();
    });
    this.#lookAtTime();
    return () => {
      unsubscribe();
      endJumps();
      clearTimeout(this.#gatherTimer);
      clearTimeout(this.#markTimer);
    };
  }

  /** To be told whenever the page is shown, hidden, focused or left. */
  see(sight: Sight): void {
    this.#sight = sight;
    this.#roles?.attend(sight === 'focused');
    // Timers of a hidden page may be late.
    this.#lookAtTime();
    if (sight === 'hidden' || this.#missed.size === 0) return;
    this.#outlets.toast(this.#missed.take(), false);
    this.#outlets.showCount(0);
  }

  #receive(state: PageState): void {
    const before = this.#state;
    this.#state = state;
    if (state.instances === before.instances && state.servers === before.servers) return;
    this.#tell(changeNotices(state, before), before.connection === 'open');
    this.#missed.keepTrue(state);
    if (this.#sight === 'hidden') this.#outlets.showCount(this.#missed.size);
    this.#lookAtTime();
  }

  #lookAtTime(): void {
    const nowMs = serverClock.nowMs();
    this.#tell(timeNotices(this.#state, this.#lookedMs, nowMs), false);
    this.#lookedMs = nowMs;
    clearTimeout(this.#markTimer);
    const nextMs = nextMarkMs(this.#state, nowMs);
    if (nextMs === null) return;
    this.#markTimer = setTimeout(() => this.#lookAtTime(), Math.min(nextMs - nowMs, longestTimerMs));
  }

  #tell(notices: readonly Notice[], isHeard: boolean): void {
    if (notices.length === 0) return;
    if (this.#sight === 'hidden') this.#missed.add(notices);
    else this.#outlets.toast(notices, isHeard);
    if (this.#sight === 'hidden') this.#outlets.showCount(this.#missed.size);
    if (this.#sight === 'focused' || this.#choice.state !== 'on') return;
    this.#gathered.push(...notices);
    this.#gatherTimer ??= setTimeout(() => void this.#notify(), gatherMs);
  }

  async #notify(): Promise<void> {
    this.#gatherTimer = undefined;
    const notices = this.#gathered.splice(0);
    if ((await this.#roles?.isToTell()) === true) this.#outlets.notify(notices);
  }
}
