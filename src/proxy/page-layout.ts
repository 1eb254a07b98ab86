import { createHash } from 'node:crypto';
import { type PageTone, signOf, tabIconOf } from './page-signs.ts';
import { pageStyle } from './page-style.ts';
import { readableLog } from './readable-log.ts';

/** A small page for people. All texts are plain; they are escaped here. */
export interface Page {
  /** The heading: what happened, to what. */
  title: string;
  paragraphs: string[];
  /** Lines as the app printed them, with escape sequences and all; empty: none. */
  log: string[];
  /** A button that sends a POST, and what it will do where its label does not say all; null: none. */
  action: (PageLink & { note?: string }) | null;
  /** A link, such as the way back to the launcher page. */
  link: PageLink | null;
  /** Seconds after which the browser asks again; null: never. */
  refreshSeconds: number | null;
  /** The sign beside the title; without, none. */
  tone?: PageTone;
  /** The title of the tab, with the state first, since tabs are narrow; default: `title`. */
  tabTitle?: string;
  /** How to mend it. */
  advice?: string | null;
  /** How far it is; `of` null where no bound is known. `text` says the same in words. */
  progress?: { done: number; of: number | null; text: string } | null;
  /** Links that stand before `link`. */
  moreLinks?: PageLink[];
  /** What is known of the instance, by name; a value that is missing hides its line. */
  facts?: { name: string; value: string | null | undefined }[];
}

/** A place to go; `path` is a URL reference. */
export interface PageLink {
  path: string;
  label: string;
}

/** The whole HTML text. Works without scripts and without anything else to load. */
export function renderPage(page: Page): string {
  const { title, tone, refreshSeconds } = page;
  const refresh = refreshSeconds === null ? '' : `<meta http-equiv="refresh" content="${refreshSeconds}">\n`;
  const icon = tone === undefined ? '' : `<link rel="icon" href="${tabIconOf(tone)}">\n`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${refresh}<title>${escapeHtml(page.tabTitle ?? title)}</title>
${icon}<style>${pageStyle}</style>
</head>
<body>
<main class="${tone ?? 'plain'}">
<header>${tone === undefined ? '' : signOf(tone)}
<h1>${escapeHtml(title)}</h1></header>
${renderParts(page)}</main>
</body>
</html>
`;
}

/** Makes a text safe inside an element and inside a quoted attribute. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** What to do comes before the log, which can be long. */
function renderParts(page: Page): string {
  const { paragraphs, progress, advice, log, facts = [] } = page;
  const known = facts.filter(({ value }) => value);
  return [
    paragraphs.length > 0 &&
      `<div class="part">${paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`).join('\n')}</div>`,
    progress && renderProgress(progress),
    advice && `<p class="part advice">${escapeHtml(advice)}</p>`,
    renderNext(page),
    log.length > 0 && renderLog(log),
    known.length > 0 &&
      `<dl class="part">${known.map(({ name, value }) => renderFact(name, value ?? '')).join('\n')}</dl>`,
  ]
    .filter(Boolean)
    .map((part) => `${part}\n`)
    .join('');
}

function renderProgress({ done, of, text }: NonNullable<Page['progress']>): string {
  const bound = of === null ? '' : ` max="${of}" value="${Math.min(done, of)}"`;
  return `<div class="part progress"><progress${bound} aria-labelledby="progress"></progress>\n<p id="progress">${escapeHtml(text)}</p></div>`;
}

function renderNext({ action, moreLinks = [], link }: Page): string {
  const links = [...moreLinks, ...(link === null ? [] : [link])];
  if (action === null && links.length === 0) return '';
  const form =
    action &&
    `<form method="post" action="${escapeHtml(action.path)}"><button type="submit">${escapeHtml(action.label)}</button></form>\n`;
  const note = action?.note === undefined ? '' : `<p class="note">${escapeHtml(action.note)}</p>\n`;
  return `<div class="part">${note}<div class="next">${form ?? ''}${links.map(({ path, label }) => `<a href="${escapeHtml(path)}">${escapeHtml(label)}</a>`).join('\n')}</div></div>`;
}

/** In a column from below, which browsers show from its end: the last lines matter. */
function renderLog(log: string[]): string {
  return `<section class="part"><h2 id="log">The last lines of its log</h2>\n<div class="log" role="region" tabindex="0" aria-labelledby="log"><pre>${escapeHtml(readableLog(log).join('\n'))}</pre></div></section>`;
}

function renderFact(name: string, value: string): string {
  return `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`;
}

/** The page may load nothing but the icon that it brings along, run nothing, and be framed by nobody else. */
export const pageHeaders = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(pageStyle).digest('base64')}'`,
    'img-src data:',
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  // Not no-referrer: with that, browsers send the form's POST with "Origin: null", which counts as foreign.
  'Referrer-Policy': 'strict-origin',
};
