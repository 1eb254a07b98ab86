import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from 'js-yaml';

/** A node of the document with its offset in the source, which js-yaml's values do not have. */
export interface YamlNode {
  start: number;
  /** How many nodes a walk over the value meets, through its aliases. */
  size: number;
  /** Decoded text of a scalar; null for mappings and lists. */
  text: string | null;
  entries: Map<string, Child> | null;
  items: Child[] | null;
}

interface Child {
  keyStart: number;
  node: YamlNode;
}

type Fail = (offset: number, message: string, hint?: string | null) => never;

/** Each alias repeats what it stands for, so that a small file can stand for a huge value. */
const maximumSize = 50_000;

/**
 * Builds the tree of one document's events. Refuses, through `fail`, what no value of ours may hold: aliases without
 * measure or within themselves, NUL characters, and the key `__proto__`.
 */
export function nodeTree(events: Event[], source: string, maximumAliases: number, fail: Fail): YamlNode {
  const anchors = new Map<string, YamlNode | null>();
  let position = 1;
  let aliases = 0;

  const read = (fallbackStart: number): YamlNode => {
    const event = events[position++];
    if (event === undefined) return scalar(fallbackStart, '');
    if (event.type === EVENT_ID.ALIAS) return readAlias(event.anchorStart, event.anchorEnd);
    if (event.type === EVENT_ID.SCALAR) return remembered(event, readScalar(event, fallbackStart));
    if (event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.MAPPING) return readCollection(event);
    return scalar(fallbackStart, '');
  };

  const readAlias = (start: number, end: number): YamlNode => {
    const name = source.slice(start, end);
    const target = anchors.get(name);
    if (++aliases > maximumAliases) fail(start - 1, `The file uses too many aliases: ${maximumAliases} at most.`);
    if (target === undefined) {
      return fail(
        start - 1,
        `There is no anchor "&${name}" for "*${name}".`,
        'A text that begins with "*" needs quotes.',
      );
    }
    if (target === null) return fail(start - 1, `The alias "*${name}" stands within what it stands for.`);
    return { ...target, start: start - 1 };
  };

  const readScalar = (event: ScalarEvent, fallbackStart: number): YamlNode => {
    if (event.valueStart < 0) return scalar(fallbackStart, '');
    const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
    const start = quoted ? event.valueStart - 1 : event.valueStart;
    const text = getScalarValue(source, event);
    return text.includes('\0')
      ? fail(start, 'A text cannot hold a NUL character.', 'Remove "\\0".')
      : scalar(start, text);
  };

  const readCollection = (event: CollectionEvent): YamlNode => {
    const isMapping = event.type === EVENT_ID.MAPPING;
    const entries = isMapping ? new Map<string, Child>() : null;
    const items: Child[] = [];
    const node: YamlNode = { start: event.start, size: 1, text: null, entries, items: isMapping ? null : items };
    const anchor = anchorOf(event);
    if (anchor !== null) anchors.set(anchor, null);
    while (events[position] !== undefined && events[position]?.type !== EVENT_ID.POP) {
      const key = isMapping ? readKey(event.start) : null;
      const child = read(key?.start ?? event.start);
      if (key !== null) entries?.set(key.text ?? '', { keyStart: key.start, node: child });
      else items.push({ keyStart: child.start, node: child });
      node.size += child.size + (key?.size ?? 0);
      if (node.size > maximumSize) fail(child.start, 'The file stands for too many values.', 'Use fewer aliases.');
    }
    position++;
    return remembered(event, node);
  };

  const readKey = (fallbackStart: number): YamlNode => {
    const key = read(fallbackStart);
    if (key.text === null) fail(key.start, 'A key has to be a plain name.');
    if (key.text === '__proto__') fail(key.start, 'The key "__proto__" is not allowed.', 'Choose another name.');
    return key;
  };

  const anchorOf = ({ anchorStart, anchorEnd }: CollectionEvent | ScalarEvent): string | null =>
    anchorStart < 0 ? null : source.slice(anchorStart, anchorEnd);

  const remembered = (event: CollectionEvent | ScalarEvent, node: YamlNode): YamlNode => {
    const anchor = anchorOf(event);
    if (anchor !== null) anchors.set(anchor, node);
    return node;
  };

  return read(0);
}

/** The entry of a mapping or the item of a list that one step of a JSON pointer names; null when there is none. */
export function childNode(node: YamlNode, step: string): Child | null {
  if (node.entries !== null) return node.entries.get(step) ?? null;
  return /^\d+$/.test(step) ? (node.items?.[Number(step)] ?? null) : null;
}

type ScalarEvent = Extract<Event, { valueStart: number }>;
type CollectionEvent = Extract<Event, { start: number }>;

function scalar(start: number, text: string): YamlNode {
  return { start, size: 1, text, entries: null, items: null };
}
