import { html, svg, type TemplateResult } from 'lit';

/** Line drawings on a 24 × 24 grid, two units thick. */
const drawings = {
  external: svg`<path d="M14 4h6v6M20 4l-9 9M18 14v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1h5"/>`,
  stop: svg`<rect x="6" y="6" width="12" height="12" rx="1.5"/>`,
  restart: svg`<path d="M5 12a7 7 0 1 0 2.2-5.1M5 4v4h4"/>`,
  log: svg`<path d="M5 6h14M5 10.5h14M5 15h9M5 19.5h6"/>`,
  link: svg`<path d="M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1"/>`,
  remove: svg`<path d="M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.5 11v5M13.5 11v5"/>`,
  pencil: svg`<path d="M5 19l.8-3.8L16.4 4.6l3 3L8.8 18.2 5 19zM14 7l3 3"/>`,
  search: svg`<circle cx="10.5" cy="10.5" r="5.5"/><path d="M15 15l5 5"/>`,
  play: svg`<path d="M8 5.5v13l10.5-6.5z" fill="currentColor"/>`,
  pause: svg`<path d="M8.5 6v12M15.5 6v12"/>`,
  more: svg`<path d="M6 12h.1M12 12h.1M18 12h.1" stroke-width="3"/>`,
  check: svg`<circle cx="12" cy="12" r="8.5"/><path d="M8 12.3l2.8 2.8L16 9.5"/>`,
  clock: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>`,
  hourglass: svg`<path d="M7 4h10M7 20h10M8 4c0 5 4 5.5 4 8s-4 3-4 8M16 4c0 5-4 5.5-4 8s4 3 4 8"/>`,
  alert: svg`<path d="M12 4.5L21 19.5H3zM12 10v4.5M12 16.9v.2"/>`,
  question: svg`<circle cx="12" cy="12" r="8.5"/><path d="M9.6 9.6a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.2.9-1.2 1.7M12 16.4v.2"/>`,
  spinner: svg`<path class="turns" d="M12 4a8 8 0 1 1-8 8"/>`,
  eye: svg`<path d="M3 12c2.2-4 5.3-6 9-6s6.8 2 9 6c-2.2 4-5.3 6-9 6s-6.8-2-9-6z"/><circle cx="12" cy="12" r="2.5"/>`,
  star: svg`<path d="M12 4l2.4 5.1 5.6.7-4.1 3.9 1 5.6-4.9-2.7-4.9 2.7 1-5.6L4 9.8l5.6-.7z"/>`,
  file: svg`<path d="M6.5 3.5h7.5l4 4v13h-11.5zM13.5 3.5v4.5h4.5"/>`,
  up: svg`<path d="M12 19V5.5M6 11l6-6 6 6"/>`,
  folder: svg`<path d="M4 6h5.5l2 2.5H20V18H4z"/>`,
  copy: svg`<rect x="8.5" y="8.5" width="11" height="11" rx="1"/><path d="M15.5 8.5v-4h-11v11h4"/>`,
  offline: svg`<path d="M4 4l16 16M8 9.2A8 8 0 0 0 5 11M19 11a9 9 0 0 0-6-2.4M9.5 14.8a4 4 0 0 1 5 0M12 18.4v.2M2.5 8.3A13 13 0 0 1 6 6.2M21.5 8.3A13 13 0 0 0 10 5.2"/>`,
  close: svg`<path d="M6 6l12 12M18 6L6 18"/>`,
  trame: svg`<path d="M12 3l8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9"/>`,
  web: svg`<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c3 2.5 3.5 5.5 3.5 8.5S15 18 12 20.5M12 3.5C9 6 8.5 9 8.5 12S9 18 12 20.5"/>`,
  server: svg`<rect x="4" y="4.5" width="16" height="6.5" rx="1"/><rect x="4" y="13" width="16" height="6.5" rx="1"/><path d="M7.5 7.8v.1M7.5 16.3v.1"/>`,
  plug: svg`<path d="M9 3.5V8M15 3.5V8M6.5 8h11v3.5a5.5 5.5 0 0 1-11 0zM12 17v3.5"/>`,
  unplug: svg`<path d="M9 3.5V8M15 3.5V8M6.5 8h11v3.5a5.5 5.5 0 0 1-11 0zM12 17v3.5M4 4l16 16"/>`,
  after: svg`<path d="M4 12h9M9.5 8l4 4-4 4M18.5 5v14"/>`,
  download: svg`<path d="M12 4v10.5M7.5 10.5L12 15l4.5-4.5M5 19.5h14"/>`,
  bell: svg`<path d="M6 17V11a6 6 0 0 1 12 0v6M4 17h16M10.5 20h3M12 3v2"/>`,
  bellOff: svg`<path d="M6 17V11a6 6 0 0 1 1-3.3M10 5.4A6 6 0 0 1 18 11v3.5M4 17h11M10.5 20h3M12 3v2M4 4l16 16"/>`,
  code: svg`<path d="M8.5 7L3.5 12l5 5M15.5 7l5 5-5 5"/>`,
  chevron: svg`<path d="M9 6l6 6-6 6"/>`,
};

export type IconName = keyof typeof drawings;

/** A decoration in the colour of its text; what it means has to be said in words beside it. `slot` is that of a control. */
export function icon(name: IconName, slot?: 'start' | 'end'): TemplateResult {
  return html`<svg
    slot=${slot ?? ''}
    class="icon ${name}"
    viewBox="0 0 24 24"
    width="16"
    height="16"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >${drawings[name]}</svg>`;
}
