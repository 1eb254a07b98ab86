import type { OpenLog } from '../../domain/report.ts';
import type { TextFilter } from '../../domain/text-filter.ts';
import { reportTexts as texts } from './texts.ts';

/** The end of a log without its secrets. One that was cut begins with a line that says so, and with a whole line. */
export async function* reportLog(log: OpenLog, filter: TextFilter, time: string): AsyncGenerator<Uint8Array> {
  const isCut = log.readBytes < log.size;
  const start = isCut ? skippedStart() : (text: string) => text;
  try {
    if (isCut) yield Buffer.from(texts.logCut(time, log.size));
    for await (const piece of log.pieces()) yield asBuffer(start(filter.push(Buffer.from(piece).toString('latin1'))));
    yield asBuffer(start(filter.end()));
  } catch (error) {
    yield asBuffer(start(filter.end()));
    yield Buffer.from(texts.logBroken(error instanceof Error ? error.message : String(error)));
  }
}

/**
 * Leaves out the start of a text up to the end of a line: it may begin within a secret, of which nobody could know the rest. So
 * as much is left out as the longest secret has.
 */
function skippedStart(): (text: string) => string {
  let skipped = 0;
  let isOver = false;
  return (text) => {
    if (isOver) return text;
    const lineEnd = text.indexOf('\n', Math.max(0, longestSecret - skipped));
    const isFound = lineEnd !== -1 && skipped + lineEnd < longestStart;
    const end = isFound ? lineEnd + 1 : longestStart - skipped;
    skipped += text.length;
    isOver = isFound || skipped >= longestStart;
    return text.slice(end);
  };
}

/** Of those in domain/redaction.ts, however they are spelt, and in domain/secret-patterns.ts. */
const longestSecret = 24_000;
const longestStart = 100_000;

function asBuffer(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}
