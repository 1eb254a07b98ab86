import type { LogLine } from './log-line.ts';

/**
 * Lines as nodes, each followed by `ending`: one piece of text as far as they are plain, an element for each styled part. What
 * stands in a log becomes text alone, never markup.
 */
export function lineNodes(lines: readonly LogLine[], ending = '\n'): DocumentFragment {
  const content = document.createDocumentFragment();
  let plain = '';
  for (const { text, spans } of lines) {
    let at = 0;
    for (const { start, end, classes } of spans) {
      plain += text.slice(at, start);
      if (plain !== '') content.append(plain);
      content.append(styled(text.slice(start, end), classes));
      plain = '';
      at = end;
    }
    plain += (at === 0 ? text : text.slice(at)) + ending;
  }
  if (plain !== '') content.append(plain);
  return content;
}

function styled(text: string, classes: string): HTMLElement {
  const element = document.createElement('span');
  element.className = classes;
  element.textContent = text;
  return element;
}
