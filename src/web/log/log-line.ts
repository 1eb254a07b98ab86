import { logLineTexts } from '../texts/log-lines.ts';
import { classesOf, type TextStyle, withSgr } from './ansi-style.ts';
import { escapes } from './strip-ansi.ts';
import { visibleText } from './visible-text.ts';

type Style = Readonly<TextStyle>;

/** A part of a line that does not look plain. */
export interface StyledSpan {
  start: number;
  end: number;
  /** Those of styles/log-text.ts: "f1 bold". */
  classes: string;
}

/** A line of a log as it is shown. */
export interface LogLine {
  text: string;
  /** In order, apart from each other; most lines have none. */
  spans: readonly StyledSpan[];
}

/** Characters of a line that are shown. */
export const maximumLineLength = 4_000;
/** Characters of a line that are looked at: escapes take their part of them. */
export const maximumRawLength = 4 * maximumLineLength;
/** Each is an element of the page; the rest of the line is shown plain. */
const maximumSpans = 50;

/** The line as shown, when it begins in `style`, and the style that the next one begins in. */
export function readLine(raw: string, style: Style): { line: LogLine; style: Style } {
  const [start, end] = lastState(raw);
  const shownEnd = Math.min(end, start + maximumRawLength);
  const { line, style: reached } = readShown(raw.slice(start, shownEnd), styleAfter(raw.slice(0, start), style));
  return { line: cut(line), style: styleAfter(raw.slice(shownEnd), reached) };
}

/** The style that is reached when text is passed over that begins in `style`. */
export function styleAfter(raw: string, style: Style): Style {
  let reached = style;
  if (raw.includes('\x1b')) for (const [, sgr = ''] of raw.matchAll(sgrSequences)) reached = withSgr(reached, sgr);
  return reached;
}
const sgrSequences = /\x1b\[([\d;:]*)m/g;

/** Where the last state of a line begins and ends: a progress bar rewrites its line after each carriage return. */
export function lastState(raw: string): [start: number, end: number] {
  let end = raw.length;
  // No regular expression: for "\r\r\r…x" it would start anew at each of them.
  while (end > 0 && raw[end - 1] === '\r') end -= 1;
  return [end === 0 ? 0 : raw.lastIndexOf('\r', end - 1) + 1, end];
}

function readShown(raw: string, begun: Style): { line: LogLine; style: Style } {
  const reading = new LineReading(begun);
  let at = 0;
  if (raw.includes('\x1b')) {
    for (const { 0: sequence, index } of raw.matchAll(escapes)) {
      reading.add(raw.slice(at, index));
      reading.change(sequence);
      at = index + sequence.length;
    }
  }
  reading.add(at === 0 ? raw : raw.slice(at));
  return { line: { text: reading.text, spans: reading.spans }, style: reading.style };
}

/** Collects the text of a line and what of it is styled. */
class LineReading {
  text = '';
  readonly spans: StyledSpan[] = [];
  style: Style;
  #classes: string;

  constructor(style: Style) {
    this.style = style;
    this.#classes = classesOf(style);
  }

  change(sequence: string): void {
    const sgr = wholeSgr.exec(sequence)?.[1];
    if (sgr === undefined) return;
    this.style = withSgr(this.style, sgr);
    this.#classes = classesOf(this.style);
  }

  add(raw: string): void {
    const start = this.text.length;
    this.text += visibleText(raw);
    const end = this.text.length;
    if (this.#classes === '' || end === start) return;
    const last = this.spans.at(-1);
    if (last?.end === start && last.classes === this.#classes) last.end = end;
    else if (this.spans.length < maximumSpans) this.spans.push({ start, end, classes: this.#classes });
  }
}
const wholeSgr = /^\x1b\[([\d;:]*)m$/;

function cut(line: LogLine): LogLine {
  if (line.text.length <= maximumLineLength) return { text: detached(line.text), spans: line.spans };
  const spans = line.spans
    .filter(({ start }) => start < maximumLineLength)
    .map((span) => ({ ...span, end: Math.min(span.end, maximumLineLength) }));
  return { text: detached(line.text.slice(0, maximumLineLength) + logLineTexts.cut), spans };
}

/** A part of a string keeps the whole in memory, here all that came with the line, until it is copied. */
function detached(text: string): string {
  return ` ${text}`.slice(1);
}
