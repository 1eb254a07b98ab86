// Builds what the wheel and a checkout run: dist/page (the launcher page) and dist/daemon (the bundled daemon with it).
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { buildApiDocs } from './build-api-docs.mjs';
import { buildPage } from './build-page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Builds everything below `to` (default dist/); a second call replaces the first one's files. `texts`: see buildPage. */
export async function buildAll(to = join(root, 'dist'), texts = null) {
  const page = join(to, 'page');
  const daemon = join(to, 'daemon');
  await buildPage({ outDir: page, compressed: true, texts });
  await buildApiDocs({ outDir: join(page, 'docs') });
  await rm(daemon, { recursive: true, force: true });
  await mkdir(daemon, { recursive: true });
  await bundleDaemon(daemon);
  for (const name of await readdir(daemon)) if (name.endsWith('.js')) await refuseWideCharacters(join(daemon, name));
  for (const [from, to] of [
    [page, 'page'],
    [join(root, 'icons'), 'icons'],
    [join(root, 'configurations'), 'configurations'],
  ]) {
    // Source maps are for this checkout.
    await cp(from, join(daemon, to), { recursive: true, filter: (path) => !path.endsWith('.map') });
  }
  const { name, version, license } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  await writeFile(join(daemon, 'package.json'), `${JSON.stringify({ name, version, license, type: 'module' })}\n`);
}

/** The daemon's program: main.js, and beside it what it loads only for some commands. */
export function bundleDaemon(outdir) {
  return build({
    entryPoints: [join(root, 'src', 'main.ts')],
    outdir,
    bundle: true,
    splitting: true,
    chunkNames: '[name]-[hash]',
    platform: 'node',
    target: 'node24',
    format: 'esm',
    minifySyntax: true,
    // Names stay: a stack in a log has to say where it went wrong.
    minifyWhitespace: true,
    legalComments: 'linked',
    // Some packages are CommonJS and call require().
    banner: {
      js: "import { createRequire as createRequireOf } from 'node:module'; const require = createRequireOf(import.meta.url);",
    },
    plugins: [httpWithoutUndici, withoutUnused],
    logLevel: 'warning',
  });
}

/**
 * Importing node:http makes Node look at each of its exports once, and one of them loads all of undici (60 ms of a start). Asked
 * for as a built-in module it is as lazy as Node meant it to be.
 */
const httpWithoutUndici = {
  name: 'http-without-undici',
  setup(build) {
    build.onResolve({ filter: /^(node:)?https?$/ }, ({ path }) => ({ path, namespace: 'builtin' }));
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};

/** What packages load at the start for functions that the daemon never calls, and the package that does so: a tenth of a start. */
const unused = {
  duplexify: '@fastify/websocket', // injectWS, for tests
  'ajv-formats': '@fastify/type-provider-typebox', // registerAjvFormats
};

const withoutUnused = {
  name: 'without-unused',
  setup(build) {
    build.onResolve({ filter: new RegExp(`^(${Object.keys(unused).join('|')})$`) }, ({ path, resolveDir }) =>
      `${resolveDir}/`.includes(`/node_modules/${unused[path]}/`) ? { path, namespace: 'unused' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** A single character beyond ASCII, and V8 holds all of the program's text in twice the memory. esbuild escapes what it can. */
async function refuseWideCharacters(file) {
  const found = /.{0,40}[^\x00-\x7f].{0,40}/u.exec(await readFile(file, 'utf8'));
  if (found !== null) throw new Error(`Write the character beyond ASCII as \\u…: ${found[0].trim()}`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { texts } = parseArgs({ options: { texts: { type: 'string' } } }).values;
  await buildAll(undefined, texts === undefined ? null : resolve(texts));
  console.log('Built dist/page and dist/daemon.');
}
