/** A part of a text, in characters. */
export interface TextPart {
  start: number;
  end: number;
}

/** The parts of an element's text as ranges of its text nodes; they have to be in order, and apart from each other. */
export function textRanges(element: HTMLElement, parts: readonly TextPart[]): StaticRange[] {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let node = walker.nextNode();
  let before = 0;
  /** Goes to the node that has the character at `offset`. */
  const seek = (offset: number): void => {
    while (node !== null && before + lengthOf(node) <= offset) {
      before += lengthOf(node);
      node = walker.nextNode();
    }
  };
  const ranges: StaticRange[] = [];
  for (const { start, end } of parts) {
    seek(start);
    const [startContainer, startOffset] = [node, start - before];
    seek(end - 1);
    if (startContainer === null || node === null) break;
    ranges.push(new StaticRange({ startContainer, startOffset, endContainer: node, endOffset: end - before }));
  }
  return ranges;
}

function lengthOf(node: Node): number {
  return (node as Text).length;
}
