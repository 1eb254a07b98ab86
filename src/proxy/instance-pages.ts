import { type Instance, type InstanceRecord, isLive } from '../domain/instance.ts';
import { sayDuration } from '../domain/instance-state.ts';
import type { Refusal } from './answers.ts';
import { endInWords } from './end-in-words.ts';
import { launcherLink, logLink, openPath } from './page-addresses.ts';
import type { Page } from './page-layout.ts';
import type { ProxyTarget } from './proxy-target.ts';
import { sayMoment } from './say-moment.ts';

/** Why a browser is not let in. */
export type LinkProblem = 'missing' | 'used' | 'expired' | 'unknown';

/** A number or host of no listed instance. */
export function unknownInstance(basePath: string): Refusal {
  return {
    code: 'instance_not_found',
    detail: 'No instance is listed under this address.',
    page: page('There is no such instance', {
      tone: 'missing',
      paragraphs: [
        'No instance is listed under this address. It may have been removed, by you or some days after its end, or the address may be of another user or machine.',
        'The launcher page lists the instances that there are.',
      ],
      link: launcherLink(basePath),
    }),
  };
}

/** The browser holds no session and its link, if it brought one, opens nothing. */
export function linkNeeded(target: ProxyTarget, problem: LinkProblem): Refusal {
  const { instance } = target.proxied;
  const { title, detail, text } = linkTexts[problem];
  return {
    code: 'link_required',
    detail,
    page: page(title, {
      tone: 'locked',
      tabTitle: `Link needed: ${instance.name}`,
      paragraphs: [text, `${opensBy(instance)} After that, this browser needs no link to it any more.`],
      action: actionOf(target),
      link: launcherLink(target.base),
      facts: facts(instance),
    }),
  };
}

/** What stands in for an instance that cannot be asked now; null when it can. */
export function unavailable(target: ProxyTarget, nowMs: number): Refusal | null {
  const { state } = target.proxied.instance;
  if (state === 'queued' || state === 'starting') return stillStarting(target, nowMs);
  if (state === 'stopped' || state === 'failed') return hasEnded(target);
  // Its address is one of another machine: here something else may listen there.
  if (state === 'lost') return unreachable(target);
  return null;
}

/** The instance should answer and does not. Its state may follow in a moment, so the page asks again. */
export function unreachable(target: ProxyTarget): Refusal {
  const { instance } = target.proxied;
  const { title, tab, text, seconds } = silence(instance);
  return {
    code: 'instance_unreachable',
    detail: `"${instance.name}" did not answer.`,
    page: page(title, {
      tone: instance.state === 'lost' ? 'missing' : 'waiting',
      tabTitle: `${tab}: ${instance.name}`,
      paragraphs: [text],
      refreshSeconds: seconds,
      moreLinks: [tryNow, logLink(target)],
      link: launcherLink(target.base),
      facts: facts(instance),
    }),
  };
}

function stillStarting(target: ProxyTarget, nowMs: number): Refusal {
  const { instance, record } = target.proxied;
  const queued = instance.state === 'queued';
  const seconds = Math.max(0, Math.round((nowMs - Date.parse(instance.started_at)) / 1000) || 0);
  return {
    code: 'instance_not_ready',
    detail: `"${instance.name}" is ${queued ? 'queued' : 'starting'}.`,
    page: page(`${instance.name} is ${queued ? 'queued' : 'starting'}`, {
      tone: 'waiting',
      tabTitle: `${queued ? 'Queued' : 'Starting'}: ${instance.name}`,
      paragraphs: [
        `${queued ? 'It waits for its turn.' : 'It is getting ready.'} This page shows it as soon as it answers; there is nothing to do but wait.`,
        ...(instance.state_reason === null ? [] : [instance.state_reason]),
        ...expectedStart(instance),
      ],
      progress: progressOf(seconds, queued ? null : record),
      log: instance.log_tail,
      refreshSeconds: refreshAfter(seconds),
      moreLinks: [tryNow, logLink(target)],
      link: launcherLink(target.base),
      facts: facts(instance),
    }),
  };
}

function expectedStart({ job }: Readonly<Instance>): string[] {
  const moment = sayMoment(job?.expected_start_at ?? null);
  return moment === null ? [] : [`It is expected to start at ${moment}, or earlier.`];
}

/** A start has a limit, a queue has none. */
function progressOf(seconds: number, record: Readonly<InstanceRecord> | null): Page['progress'] {
  const limit = record?.ready?.timeout_seconds ?? null;
  const soFar = `${sayDuration(seconds * 1000)} so far`;
  const text =
    limit === null ? `${soFar}.` : `${soFar}. It has ${sayDuration(limit * 1000)} to answer; then it counts as failed.`;
  return { done: seconds, of: limit, text };
}

/** A tenth of the time it takes already: what starts quickly is shown at once, and a long wait can be read in peace. */
function refreshAfter(seconds: number): number {
  return Math.min(Math.max(1, Math.floor(seconds / 10)), longestRefreshSeconds);
}
const longestRefreshSeconds = 5;

function hasEnded(target: ProxyTarget): Refusal {
  const { instance } = target.proxied;
  const ended = instance.state === 'failed' ? 'failed' : 'stopped';
  const why = endInWords(instance);
  const { hint } = instance;
  return {
    code: 'instance_not_running',
    detail: [`"${instance.name}" has ${ended}.`, why, hint].filter((text) => text !== null).join(' '),
    page: page(`${instance.name} has ${ended}`, {
      tone: ended === 'failed' ? 'failed' : 'ended',
      tabTitle: `${ended === 'failed' ? 'Failed' : 'Stopped'}: ${instance.name}`,
      paragraphs: [why],
      advice: hint,
      log: instance.log_tail,
      action: { path: openPath(target), label: 'Restart', note: restartNote },
      moreLinks: [logLink(target)],
      link: launcherLink(target.base),
      facts: facts(instance),
    }),
  };
}

/** What an instance does that is listed as more or less running, and does not answer. */
function silence(instance: Readonly<Instance>): { title: string; tab: string; text: string; seconds: number } {
  const { name, state, state_reason: reason, host } = instance;
  const again = (seconds: number) => `This page tries again every ${seconds === 1 ? 'second' : `${seconds} seconds`}.`;
  if (state === 'lost' && instance.job != null) {
    const text = `It runs as a batch job, and nobody can say now how it is. ${reason ?? ''}. Nothing of it is lost. ${again(10)}`;
    return { title: `${name} is out of reach`, tab: 'Out of reach', text, seconds: 10 };
  }
  if (state === 'lost') {
    const text = `It was started on another machine${host ? `, ${host}` : ''}, which cannot be asked from here. Open Jupyter on that machine to see or stop it. ${again(10)}`;
    return { title: `${name} is out of reach`, tab: 'Out of reach', text, seconds: 10 };
  }
  if (state === 'ending' && reason === 'Restarting') {
    return {
      title: `${name} is being restarted`,
      tab: 'Restarting',
      text: `This page shows it as soon as it answers. ${again(1)}`,
      seconds: 1,
    };
  }
  if (state === 'ending') {
    return {
      title: `${name} is being stopped`,
      tab: 'Stopping',
      text: `It does not answer any more. ${again(2)}`,
      seconds: 2,
    };
  }
  const text = `It runs, but did not answer this request. It may be busy, or about to end. ${again(2)}`;
  return { title: `${name} does not answer`, tab: 'No answer', text, seconds: 2 };
}

/** Asks for a link, which starts an instance that has ended: the label says so. Out of reach there is nothing to ask. */
function actionOf(target: ProxyTarget): Page['action'] {
  const { state, job } = target.proxied.instance;
  if (state === 'lost' && job != null) return { path: openPath(target), label: 'Get a fresh link' };
  if (state === 'lost') return null;
  return { path: openPath(target), label: isLive(state) ? 'Get a fresh link and open it' : 'Restart and open it' };
}

function opensBy({ name, state, job }: Readonly<Instance>): string {
  if (state === 'lost' && job != null) return `"${name}" opens with a fresh link as soon as it can be reached.`;
  if (state === 'lost') return `"${name}" was started on another machine; open Jupyter there to get a link.`;
  if (isLive(state)) return `"${name}" opens with a fresh link, which the button gets.`;
  return `"${name}" has ${state}; the button starts it again and opens it.`;
}

function facts({ app_name, data_directory, started_at, ended_at }: Readonly<Instance>): NonNullable<Page['facts']> {
  return [
    { name: 'App', value: app_name },
    { name: 'Data', value: data_directory },
    { name: 'Started', value: sayMoment(started_at) },
    { name: 'Ended', value: sayMoment(ended_at) },
  ];
}

/** `detail` stands by itself in a problem; on a page `text` stands below the title. */
const linkTexts: Record<LinkProblem, { title: string; detail: string; text: string }> = {
  missing: {
    title: 'A link is needed',
    detail: 'This browser has not been let in to this instance.',
    text: 'This browser has not been let in to this instance.',
  },
  used: {
    title: 'This link was used before',
    detail: 'This link was used before; a link opens once.',
    text: 'A link opens once, in one browser, and this one has been opened.',
  },
  expired: {
    title: 'This link has expired',
    detail: 'This link has expired.',
    text: 'A link has to be opened soon after it was made, while the instance still runs that it was made for.',
  },
  unknown: {
    title: 'This link is not valid here',
    detail: 'This link is not one of this instance, or was revoked.',
    text: 'It is not a link of this instance, or all its links were revoked.',
  },
};

const restartNote = 'Restart starts it again, with the same data and parameters, and opens it here.';
const tryNow = { path: '', label: 'Try now' };

function page(title: string, parts: Partial<Omit<Page, 'title'>>): Page {
  return { title, paragraphs: [], log: [], action: null, link: null, refreshSeconds: null, ...parts };
}
