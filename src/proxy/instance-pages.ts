import type { Instance } from '../domain/instance.ts';
import type { Refusal } from './answers.ts';
import type { Page } from './page-layout.ts';
import type { ProxyTarget } from './proxy-target.ts';

/** Why a browser is not let in. */
export type LinkProblem = 'missing' | 'used' | 'expired' | 'unknown';

/** A number or host of no listed instance. */
export function unknownInstance(basePath: string): Refusal {
  return {
    code: 'instance_not_found',
    detail: 'No instance is listed under this address.',
    page: page('There is no such instance', {
      paragraphs: ['No instance is listed under this address. It may have been removed.'],
      link: { path: basePath, label: 'Go to the launcher page' },
    }),
  };
}

/** The browser holds no session and its link, if it brought one, opens nothing. */
export function linkNeeded(target: ProxyTarget, problem: LinkProblem): Refusal {
  const { title, detail } = linkTexts[problem];
  return {
    code: 'link_required',
    detail,
    page: page(title, {
      paragraphs: [detail, `"${target.proxied.instance.name}" opens with a fresh link.`],
      action: { path: openPath(target), label: 'Get a fresh link and open it' },
      link: { path: target.base, label: 'Go to the launcher page' },
    }),
  };
}

/** What stands in for an instance that cannot be asked now; null when it can. */
export function unavailable(target: ProxyTarget, nowMs: number): Refusal | null {
  const { instance } = target.proxied;
  if (instance.state === 'queued' || instance.state === 'starting') return stillStarting(instance, nowMs);
  if (instance.state === 'stopped' || instance.state === 'failed') return hasEnded(target, instance);
  return null;
}

/** The instance should answer and does not. Its state may follow in a moment, so the page asks again. */
export function unreachable(target: ProxyTarget): Refusal {
  const { instance } = target.proxied;
  return {
    code: 'instance_unreachable',
    detail: `"${instance.name}" did not answer.`,
    page: page(`${instance.name} does not answer`, {
      paragraphs: ['It is listed as running, but did not answer this request. This page tries again by itself.'],
      link: { path: target.base, label: 'Go to the launcher page' },
      refreshSeconds: 2,
    }),
  };
}

function stillStarting(instance: Readonly<Instance>, nowMs: number): Refusal {
  const queued = instance.state === 'queued';
  const seconds = Math.max(0, Math.round((nowMs - Date.parse(instance.started_at)) / 1000));
  const since = queued ? 'It waits for its turn' : 'It is getting ready';
  return {
    code: 'instance_not_ready',
    detail: `"${instance.name}" is ${queued ? 'queued' : 'starting'}.`,
    page: page(`${instance.name} is ${queued ? 'queued' : 'starting'}`, {
      paragraphs: [
        `${since}${Number.isFinite(seconds) ? `, for ${seconds} s so far` : ''}. This page shows it as soon as it answers.`,
        ...(instance.state_reason === null ? [] : [instance.state_reason]),
      ],
      log: instance.log_tail,
      refreshSeconds: 1,
    }),
  };
}

function hasEnded(target: ProxyTarget, instance: Readonly<Instance>): Refusal {
  const reason = instance.state_reason ?? endedBy(instance);
  return {
    code: 'instance_not_running',
    detail: `"${instance.name}" has ${instance.state === 'failed' ? 'failed' : 'stopped'}. ${reason}`,
    page: page(`${instance.name} has ${instance.state === 'failed' ? 'failed' : 'stopped'}`, {
      paragraphs: [reason, ...(instance.hint === null ? [] : [instance.hint])],
      log: instance.log_tail,
      action: { path: openPath(target), label: 'Restart' },
      link: { path: target.base, label: 'Go to the launcher page' },
    }),
  };
}

function endedBy(instance: Readonly<Instance>): string {
  if (instance.signal !== null) return `It was ended by ${instance.signal}.`;
  return instance.exit_code === null ? 'It has ended.' : `It ended with exit code ${instance.exit_code}.`;
}

/** The daemon's page route that makes a link, restarting the instance where it has ended, and goes there. */
function openPath(target: ProxyTarget): string {
  return `${target.base}open/${encodeURIComponent(target.id)}`;
}

const linkTexts: Record<LinkProblem, { title: string; detail: string }> = {
  missing: { title: 'A link is needed', detail: 'This browser has not been let in to this instance.' },
  used: { title: 'This link was used before', detail: 'This link was used before; a link opens once.' },
  expired: { title: 'This link has expired', detail: 'This link has expired.' },
  unknown: { title: 'This link is not valid here', detail: 'This link is not one of this instance, or was revoked.' },
};

function page(title: string, parts: Partial<Omit<Page, 'title'>>): Page {
  return { title, paragraphs: [], log: [], action: null, link: null, refreshSeconds: null, ...parts };
}
