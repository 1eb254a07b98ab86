import { createHash } from 'node:crypto';

/** A small page for people. All texts are plain; they are escaped here. */
export interface Page {
  title: string;
  paragraphs: string[];
  /** Lines shown as they were printed; empty: none. */
  log: string[];
  /** A button that sends a POST; null: none. */
  action: { path: string; label: string } | null;
  /** A link, such as the way back to the launcher page. */
  link: { path: string; label: string } | null;
  /** Seconds after which the browser asks again; null: never. */
  refreshSeconds: number | null;
}

/** The whole HTML text. Works without scripts and without anything else to load. */
export function renderPage(page: Page): string {
  const { title, paragraphs, log, action, link, refreshSeconds } = page;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${refreshSeconds === null ? '' : `<meta http-equiv="refresh" content="${refreshSeconds}">\n`}<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${refreshSeconds === null ? '' : '<div class="bar" role="progressbar" aria-label="Waiting"><span></span></div>\n'}${paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`).join('\n')}
${log.length === 0 ? '' : `<h2>The last lines of its log</h2>\n<pre tabindex="0">${escapeHtml(log.join('\n'))}</pre>\n`}${action === null ? '' : `<form method="post" action="${escapeHtml(action.path)}"><button type="submit">${escapeHtml(action.label)}</button></form>\n`}${link === null ? '' : `<p><a href="${escapeHtml(link.path)}">${escapeHtml(link.label)}</a></p>\n`}</main>
</body>
</html>
`;
}

/** Makes a text safe inside an element and inside a quoted attribute. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

const style = `
:root { --ink: #1f2328; --soft: #57606a; --paper: #fff; --box: #f6f8fa; --line: #d0d7de; --brand: #1565c0; --on-brand: #fff }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --soft: #9da7b3; --paper: #111; --box: #1c2128; --line: #3d444d; --brand: #64b5f6; --on-brand: #0b1a29 }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
main { max-width: 44rem; margin: 12vh auto 2rem; padding: 0 1.5rem }
h1 { font-size: 1.4rem; font-weight: 600; margin: 0 0 1rem; overflow-wrap: anywhere }
h2 { font-size: 0.9rem; font-weight: 600; color: var(--soft); margin: 1.5rem 0 0.4rem }
p { margin: 0.5rem 0; overflow-wrap: anywhere }
pre { background: var(--box); border: 1px solid var(--line); border-radius: 4px; padding: 0.8rem; overflow: auto; max-height: 40vh; font-size: 13px; white-space: pre-wrap; overflow-wrap: anywhere }
button { font: inherit; font-weight: 600; margin: 1rem 0 0.5rem; padding: 0.5rem 1.2rem; border: 0; border-radius: 4px; background: var(--brand); color: var(--on-brand); cursor: pointer }
button:focus-visible, a:focus-visible, pre:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px }
a { color: var(--brand) }
.bar { height: 3px; overflow: hidden; background: var(--line); margin: 0 0 1rem }
.bar span { display: block; width: 30%; height: 100%; background: var(--brand) }
@media (prefers-reduced-motion: no-preference) { .bar span { animation: slide 1s ease-in-out infinite alternate } }
@keyframes slide { from { margin-left: 0 } to { margin-left: 70% } }
`;

/** The page may load nothing, run nothing, and be framed by nobody else. */
export const pageHeaders = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  // Not no-referrer: with that, browsers send the form's POST with "Origin: null", which counts as foreign.
  'Referrer-Policy': 'strict-origin',
};
