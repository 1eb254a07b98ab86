/**
 * Text of a log with something to be seen for what cannot be: Unicode's pictures of control characters ("\0" -> "␀"), and "�" for
 * those that turn the order of letters around or end a line (withoutControls says why). Tabs stay. The two that switch a
 * terminal's character set go: some programs write them after each colour.
 */
export function visibleText(text: string): string {
  return text.replace(invisible, (character) => {
    const code = character.charCodeAt(0);
    if (code === 0x0e || code === 0x0f) return '';
    if (code < 0x20) return String.fromCharCode(firstPicture + code);
    return code === 0x7f ? pictureOfDelete : replacement;
  });
}

const invisible = /(?!\t)[\u0000-\u001f\u007f-\u009f]|[\u2028-\u202e\u2066-\u2069]/g;
const firstPicture = 0x2400;
const pictureOfDelete = '\u2421';
const replacement = '\ufffd';
