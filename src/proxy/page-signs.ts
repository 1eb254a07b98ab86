/** What a page is about, at a glance: the sign beside its title and the icon of its tab. Words say the same. */
export type PageTone = 'waiting' | 'failed' | 'ended' | 'locked' | 'missing';

/** The sign as an inline drawing in the colour of its place; a decoration, since the title says what it means. */
export function signOf(tone: PageTone): string {
  return `<svg class="sign" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${drawings[tone]}</svg>`;
}

/** The icon of the tab as a `data:` URL: many tabs wait side by side, and an icon of the site would be asked from Jupyter. */
export function tabIconOf(tone: PageTone): string {
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="12" fill="${tabColors[tone]}"/><g transform="translate(4.2 4.2) scale(.65)" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round">${drawings[tone]}</g></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(drawing)}`;
}

/** Lines on a 24 × 24 grid, as on the launcher page. */
const drawings: Record<PageTone, string> = {
  waiting: '<path d="M7 4h10M7 20h10M8 4c0 5 4 5.5 4 8s-4 3-4 8M16 4c0 5-4 5.5-4 8s4 3 4 8"/>',
  failed: '<path d="M12 4.5L21 19.5H3zM12 10v4.5M12 16.9v.2"/>',
  ended: '<rect x="6" y="6" width="12" height="12" rx="1.5"/>',
  locked: '<path d="M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3"/>',
  missing: '<path d="M9.2 9a3 3 0 1 1 4.3 2.7c-1 .5-1.5 1.1-1.5 2.3M12 17.9v.2"/>',
};

/** On these white reaches a contrast of 4.5; a tab may be light or dark. */
const tabColors: Record<PageTone, string> = {
  waiting: '#1565c0',
  failed: '#b71c1c',
  ended: '#5c5c5c',
  locked: '#a04a00',
  missing: '#6a3a96',
};
