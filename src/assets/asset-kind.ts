/** How an answer of some type is treated. */
export interface AssetKind {
  /** False for types that are compressed already. */
  compresses: boolean;
  /** Whether what it holds may depend on who asks; a script, a style sheet and a font do not. */
  personal: boolean;
  /** A page of HTML. */
  page: boolean;
}

/**
 * The kind of an asset, or null for all else (events, films, downloads of unknown types). Servers that know a type only
 * as bytes or text are helped by the path's extension.
 *
 * ```
 * assetKind('text/javascript; charset=utf-8', '/a')            -> {compresses: true, personal: false, …}
 * assetKind('application/octet-stream', '/fonts/a.woff2?v=1')  -> {compresses: false, personal: false, …}
 * assetKind('text/event-stream', '/events')                    -> null
 * ```
 */
export function assetKind(contentType: string | string[] | undefined, path: string): AssetKind | null {
  if (typeof contentType !== 'string') return contentType === undefined ? kindOfPath(path) : null;
  const known = kindsByHeader.get(contentType);
  if (known !== undefined) return known === 'by extension' ? kindOfPath(path) : known;
  const end = contentType.indexOf(';');
  const kind = kindsByType.get((end === -1 ? contentType : contentType.slice(0, end)).trim().toLowerCase()) ?? null;
  if (kindsByHeader.size < maximumRemembered) kindsByHeader.set(contentType, kind);
  return kind === 'by extension' ? kindOfPath(path) : kind;
}

const code: AssetKind = { compresses: true, personal: false, page: false };
const font: AssetKind = { compresses: false, personal: false, page: false };
const page: AssetKind = { compresses: true, personal: true, page: true };
const data: AssetKind = { compresses: true, personal: true, page: false };
const picture: AssetKind = { compresses: false, personal: true, page: false };

type Known = AssetKind | 'by extension';
const kindsByType = new Map<string, Known>([
  ...list(
    'text/javascript application/javascript application/x-javascript text/ecmascript application/ecmascript',
    code,
  ),
  ...list('text/css application/wasm image/svg+xml application/manifest+json', code),
  ...list('font/ttf font/otf font/sfnt font/collection application/font-sfnt application/x-font-ttf', code),
  ...list('application/x-font-otf application/vnd.ms-fontobject', code),
  ...list('font/woff2 font/woff application/font-woff application/font-woff2', font),
  ...list('text/html application/xhtml+xml', page),
  ...list('application/json application/geo+json text/xml application/xml text/csv text/markdown', data),
  ...list('model/gltf+json model/gltf-binary model/obj model/stl model/mtl model/vnd.mtl', data),
  ...list('image/png image/jpeg image/webp image/gif image/avif application/zip application/gzip', picture),
  ...list('application/octet-stream binary/octet-stream text/plain', 'by extension' as const),
]);

const kindsByExtension = new Map<string, AssetKind>([
  ...list('js mjs cjs css svg wasm ttf otf eot', code),
  ...list('woff2 woff', font),
  ...list('html htm', page),
  ...list('json map tpl xml txt csv md glsl vtk vtp vti vtu vtr vts obj mtl stl ply gltf glb', data),
  ...list('png jpg jpeg webp gif avif zip gz vtkjs vtz', picture),
]);

/** Content-Type headers as they were sent: an app sends few different ones, and this spares taking them apart. */
const kindsByHeader = new Map<string, Known | null>();
const maximumRemembered = 256;

function list<T>(names: string, kind: T): [string, T][] {
  return names.split(' ').map((name) => [name, kind]);
}

function kindOfPath(path: string): AssetKind | null {
  const query = path.indexOf('?');
  const end = query === -1 ? path.length : query;
  const dot = path.lastIndexOf('.', end);
  return dot === -1 || end - dot > 8 ? null : (kindsByExtension.get(path.slice(dot + 1, end).toLowerCase()) ?? null);
}
