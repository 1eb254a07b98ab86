/** Content codings that we make, the best first. */
export const codings = ['br', 'zstd', 'gzip'] as const;
export type Coding = (typeof codings)[number];

/**
 * The coding that a client likes best, of equally liked ones the one that is smallest; null: none.
 *
 * ```
 * chooseCoding('gzip, deflate, br, zstd') -> 'br'
 * chooseCoding('gzip;q=1.0, br;q=0.5')    -> 'gzip'
 * chooseCoding('*;q=0.1, br;q=0')         -> 'zstd'
 * chooseCoding(undefined)                 -> null
 * ```
 *
 * `made`: those that there are, the best first.
 */
export function chooseCoding<Made extends Coding = Coding>(
  acceptEncoding: string | string[] | undefined,
  made: readonly Made[] = codings as unknown as readonly Made[],
): Made | null {
  const qualities = readQualities(acceptEncoding);
  const quality = (name: string) => qualities.get(name) ?? qualities.get('*') ?? 0;
  const best = made.reduce((a, b) => (quality(b) > quality(a) ? b : a));
  // Plain content is welcome unless it is refused; one that is liked better is meant to be sent.
  const plain = qualities.get('identity') ?? 0;
  return quality(best) > 0 && quality(best) >= plain ? best : null;
}

/** True where the list names a coding and does not refuse it. */
export function accepts(acceptEncoding: string | string[] | undefined, coding: string): boolean {
  return (readQualities(acceptEncoding).get(coding) ?? 0) > 0;
}

function readQualities(header: string | string[] | undefined): Map<string, number> {
  const qualities = new Map<string, number>();
  for (const part of String(header ?? '').split(',')) {
    const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    const given = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    const quality = given === undefined ? 1 : Number.parseFloat(given);
    if (name !== '') qualities.set(name === 'x-gzip' ? 'gzip' : name, Number.isFinite(quality) ? quality : 0);
  }
  return qualities;
}
