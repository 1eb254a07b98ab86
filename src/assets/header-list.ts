/** A flat list `[name, value, …]` without the headers whose lower-case name is dropped. */
export function without(headers: readonly string[], dropped: (name: string) => boolean): string[] {
  const list: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    const [name = '', value = ''] = headers.slice(index, index + 2);
    if (!dropped(name.toLowerCase())) list.push(name, value);
  }
  return list;
}

/** The list with these names in its one Vary header, beside those that it had. */
export function withVary(headers: readonly string[], added: readonly string[]): string[] {
  if (added.length === 0) return [...headers];
  const list = without(headers, (name) => name === 'vary');
  const names = varyNames(headers);
  const lower = new Set(names.map((name) => name.toLowerCase()));
  names.push(...added.filter((name) => !lower.has(name.toLowerCase())));
  return [...list, 'Vary', names.join(', ')];
}

function varyNames(headers: readonly string[]): string[] {
  return headers
    .filter((_, index) => index % 2 === 1 && headers[index - 1]?.toLowerCase() === 'vary')
    .flatMap((value) => value.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
