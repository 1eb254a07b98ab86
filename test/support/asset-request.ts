import type { AssetAnswer, AssetRequest } from '../../src/assets/asset-answers.ts';

/** What a browser asks of an instance in its first run, below `/proxy/40123/`. */
export function anAssetRequest(changes: Partial<AssetRequest> = {}): AssetRequest {
  return {
    method: 'GET',
    headers: { 'accept-encoding': 'gzip, deflate, br, zstd' },
    appCookies: false,
    run: 'id1 2026-01-01T00:00:00.000Z',
    prefix: '/proxy/40123/',
    ...changes,
  };
}

/** An instance's answer with these headers and the length of this body. */
export function anAssetAnswer(
  body: string | Buffer | number,
  headers: Record<string, string> = {},
  statusCode = 200,
): AssetAnswer {
  const length = typeof body === 'number' ? body : Buffer.byteLength(body);
  const all = { 'Content-Type': 'text/javascript', 'Content-Length': String(length), ...headers };
  return {
    statusCode,
    headers: Object.fromEntries(Object.entries(all).map(([name, value]) => [name.toLowerCase(), value])),
    rawHeaders: Object.entries(all).flat(),
  };
}

/** A header's value in a flat list; undefined where it is not there. Several are joined. */
export function headerOf(list: readonly string[], name: string): string | undefined {
  const values = list.filter((_, index) => index % 2 === 1 && list[index - 1]?.toLowerCase() === name.toLowerCase());
  return values.length === 0 ? undefined : values.join(', ');
}

/** Text that compresses well and is another for each seed. */
export function aScript(seed: string, repeats = 400): string {
  return Array.from(
    { length: repeats },
    (_, index) => `export const ${seed}${index * 7919} = "${index * 104729}";`,
  ).join('\n');
}

export const silentLog = { debug: () => undefined, warn: () => undefined };
