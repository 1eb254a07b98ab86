import { withoutControls } from '../../domain/plain-text.ts';

/**
 * Control sequences of terminals (ECMA-48): colours and cursor moves (CSI … final byte), titles and links (OSC … BEL or
 * ESC \), other strings (DCS, SOS, PM, APC), two-byte escapes; at the end of the text also what was cut off. For replace and
 * matchAll; takes linear time.
 */
export const escapes =
  /\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[PX^_][^\x1b]*\x1b\\|\x1b\[[0-?]*[ -/]*$|\x1b[ -/]*[0-Z\\-~]|\x1b$/g;

/** "\x1b[31mred\x1b[0m" -> "red". Works on whole lines; an escape cut at the end of the text goes too. */
export function stripAnsi(line: string): string {
  return withoutControls(line.replace(escapes, ''));
}
