import { constructFromEvents, EVENT_ID, type Event, parseEvents, YAMLException } from 'js-yaml';
import { childNode, nodeTree, type YamlNode } from './yaml-document-nodes.ts';
import { DocumentError, type DocumentProblem } from './yaml-document-problem.ts';
import { explainSyntaxError } from './yaml-document-syntax.ts';

/** Larger files are refused: an app file has a few kilobytes. */
export const maximumDocumentBytes = 256 * 1024;
const maximumAliases = 1000;
const maximumDepth = 32;

/** Line and column, both from 1. */
export interface Place {
  line: number;
  column: number;
}

export interface YamlDocument {
  /** The top-level mapping. Plain data: strings, numbers, booleans, null, lists and mappings, without cycles. */
  value: Record<string, unknown>;
  /**
   * Where a JSON pointer's value is written, or with `of` "key" its key: "/parameters/0/min" -> {line: 9, column: 30}.
   * A pointer to something that is missing gives the place of the nearest thing around it.
   */
  place(pointer: string, of?: 'key' | 'value'): Place;
  /** The scalar at a pointer as it is written (`1.10` stays "1.10"); null where there is no scalar. */
  text(pointer: string): string | null;
}

/**
 * Parses YAML 1.2 (core schema) that holds one mapping. Whatever it says, the result is small, has no cycles and no
 * keys that reach JavaScript's prototypes.
 * @throws DocumentError with the first problem
 */
export function parseYamlDocument(text: string): YamlDocument {
  const source = text.startsWith('\ufeff') ? text.slice(1) : text;
  const fail = (offset: number, message: string, hint: string | null = null): never => {
    throw new DocumentError({ ...placeOf(source, offset), message, hint });
  };
  if (Buffer.byteLength(source) > maximumDocumentBytes) fail(0, tooLarge);
  const events = translated(source, () => parseEvents(source, { maxDepth: maximumDepth }));
  checkShape(events, source, fail);
  const root = nodeTree(events, source, maximumAliases, fail);
  const [value] = translated(source, () => constructFromEvents(events, { source }));
  return {
    value: value as Record<string, unknown>,
    place: (pointer, of = 'value') => placeOf(source, offsetOf(root, pointer, of)),
    text: (pointer) => nodeAt(root, pointer)?.text ?? null,
  };
}

/** What is said of a file beyond `maximumDocumentBytes`. */
export const tooLarge = `The file is too large: ${maximumDocumentBytes / 1024} KiB at most.`;

function translated<Result>(source: string, parse: () => Result): Result {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const offset = error.mark?.position ?? 0;
    const problem: DocumentProblem = {
      ...placeOf(source, offset),
      ...explainSyntaxError(error.reason, source, offset),
    };
    throw new DocumentError(problem, { cause: error });
  }
}

function checkShape(events: Event[], source: string, fail: (offset: number, message: string, hint?: string) => never) {
  const documents = events.filter((event) => event.type === EVENT_ID.DOCUMENT).length;
  const top = events[1];
  if (top === undefined || top.type === EVENT_ID.POP) return fail(0, 'The file is empty.', 'Write "key: value" lines.');
  if (documents > 1) return fail(secondDocument(source), 'The file holds several YAML documents.', 'Keep only one.');
  if (top.type === EVENT_ID.MAPPING) return;
  const offset = top.type === EVENT_ID.SCALAR ? top.valueStart : top.type === EVENT_ID.SEQUENCE ? top.start : 0;
  if (top.type === EVENT_ID.SCALAR && top.valueStart < 0) {
    return fail(0, 'The file is empty.', 'Write "key: value" lines.');
  }
  fail(offset, 'The file has to be a mapping.', 'Write "key: value" lines, not a list and not plain text.');
}

function secondDocument(source: string): number {
  const markers = [...source.matchAll(/^---/gm)];
  return markers.at(-1)?.index ?? 0;
}

function nodeAt(root: YamlNode, pointer: string): YamlNode | null {
  return steps(pointer).reduce<YamlNode | null>((node, step) => node && (childNode(node, step)?.node ?? null), root);
}

function offsetOf(root: YamlNode, pointer: string, of: 'key' | 'value'): number {
  let node = root;
  let offset = root.start;
  for (const step of steps(pointer)) {
    const child = childNode(node, step);
    if (child === null) break;
    node = child.node;
    offset = of === 'key' ? child.keyStart : node.start;
  }
  return offset;
}

/** "/a~1b/0" -> ["a/b", "0"] (RFC 6901) */
function steps(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function placeOf(source: string, offset: number): Place {
  const lines = source.slice(0, Math.max(0, offset)).split(/\r\n|\n|\r/);
  return { line: lines.length, column: [...(lines.at(-1) ?? '')].length + 1 };
}
