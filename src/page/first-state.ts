/** Where the first state stands in the page. */
const place = '<!-- first state -->';

/** Markup with the state as data, which no script engine reads: no "</script>" or comment in it ends the element. */
export function withState(markup: string, state: string): string {
  const data = state.replaceAll('<', '\\u003c');
  return markup.replace(place, () => `<script type="application/json" id="first-state">${data}</script>`);
}
