/** Shell text that stands for exactly this string: `it's` -> `'it'\''s'`. */
export function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
