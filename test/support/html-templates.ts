/** Stands in for what a template gets from code. */
export const hole = '\u0000';

/** The templates html`…` of a source, those inside of others too: their markup, with a `hole` for each expression. */
export function htmlTemplates(source: string): string[] {
  const found: string[] = [];
  readCode(source, 0, found, '');
  return found;
}

/** Reads on to the brace that closes an expression, or to the end of the source; answers the place after it. */
function readCode(source: string, from: number, found: string[], end: '}' | ''): number {
  let depth = 0;
  for (let at = from; at < source.length; ) {
    const character = source[at];
    if (character === '}' && end === '}' && depth === 0) return at + 1;
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (source.startsWith('//', at)) at = endOf(source, '\n', at);
    else if (source.startsWith('/*', at)) at = endOf(source, '*/', at);
    else if (character === '`') at = readTemplate(source, at, found);
    else if (character === "'" || character === '"') at = endOfString(source, at);
    else at += 1;
  }
  return source.length;
}

function readTemplate(source: string, start: number, found: string[]): number {
  const isMarkup = /\bhtml$/.test(source.slice(Math.max(0, start - 10), start));
  let markup = '';
  let at = start + 1;
  while (at < source.length && source[at] !== '`') {
    if (source.startsWith('${', at)) {
      at = readCode(source, at + 2, found, '}');
      markup += hole;
    } else {
      if (source[at] === '\\') at += 1;
      markup += source[at];
      at += 1;
    }
  }
  if (isMarkup) found.push(markup);
  return at + 1;
}

function endOfString(source: string, start: number): number {
  let at = start + 1;
  while (at < source.length && source[at] !== source[start] && source[at] !== '\n') at += source[at] === '\\' ? 2 : 1;
  return at + 1;
}

function endOf(source: string, mark: string, from: number): number {
  const at = source.indexOf(mark, from);
  return at < 0 ? source.length : at + mark.length;
}
