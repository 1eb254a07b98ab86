import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Builds the launcher page: index.html, page.js and page.css with their source maps, and icons/.
 *
 * @param {{ outDir?: string, compressed?: boolean, texts?: string | null }} options outDir: emptied first, default dist/page;
 *   compressed: page.js and page.css also as browsers take them, which costs a second; texts: absolute path of a translation, a
 *   directory of files as those of src/web/texts; what it leaves out is English
 * @returns {Promise<{ name: string, bytes: number }[]>} the files
 */
export async function buildPage({ outDir = join(root, 'dist/page'), compressed = false, texts = null } = {}) {
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  const { metafile } = await esbuild.build(bundleOptions(outDir, texts));
  await announceChunks(outDir, metafile);
  await cp(join(root, 'icons'), join(outDir, 'icons'), { recursive: true });
  if (compressed) await compressFiles(outDir);
  return Object.entries(metafile.outputs).map(([name, { bytes }]) => ({ name, bytes }));
}

/**
 * @param {string} outDir
 * @param {string | null} texts
 */
function bundleOptions(outDir, texts) {
  return {
    absWorkingDir: root,
    entryPoints: [
      { in: 'src/web/main.ts', out: 'page' },
      { in: 'src/web/page.css', out: 'page' },
      { in: 'src/web/styles/dark.css', out: 'page.dark' },
      { in: 'src/web/styles/contrast.css', out: 'page.contrast' },
      { in: 'src/web/index.html', out: 'index' },
    ],
    outdir: outDir,
    bundle: true,
    splitting: true,
    chunkNames: 'page.[hash]',
    minify: true,
    format: /** @type {const} */ ('esm'),
    target: ['chrome115', 'firefox115', 'safari16.4'],
    sourcemap: /** @type {const} */ ('linked'),
    legalComments: /** @type {const} */ ('linked'),
    loader: { '.html': /** @type {const} */ ('copy') },
    plugins: texts === null ? [] : [translation(texts)],
    metafile: /** @type {const} */ (true),
    logLevel: /** @type {const} */ ('warning'),
  };
}

/**
 * The files of a translation in place of those of src/web/texts; itself it may read them, to have what it does not translate.
 *
 * @param {string} directory
 * @returns {esbuild.Plugin}
 */
function translation(directory) {
  const own = join(root, 'src/web/texts');
  return {
    name: 'translation',
    setup(build) {
      build.onResolve({ filter: /\.ts$/ }, ({ path, importer }) => {
        const file = resolve(dirname(importer), path);
        const translated = join(directory, basename(file));
        const isOfTranslation = !isOutside(directory, importer);
        return dirname(file) === own && !isOfTranslation && existsSync(translated) ? { path: translated } : undefined;
      });
    },
  };
}

/** @param {string} directory @param {string} file */
function isOutside(directory, file) {
  const way = relative(directory, file);
  return way.startsWith('..') || isAbsolute(way);
}

/**
 * Names in index.html what the script begins with, so that a browser fetches it beside the script and not after it.
 *
 * @param {string} outDir
 * @param {esbuild.Metafile} metafile
 */
async function announceChunks(outDir, metafile) {
  const [, script] = Object.entries(metafile.outputs).find(([name]) => basename(name) === 'page.js') ?? [];
  const chunks = script?.imports.filter(({ kind }) => kind === 'import-statement') ?? [];
  const links = chunks.map(({ path }) => `<link rel="modulepreload" href="${basename(path)}">\n    `);
  const file = join(outDir, 'index.html');
  const page = await readFile(file, 'utf8');
  await writeFile(
    file,
    page.replace('<script type="module"', () => `${links.join('')}<script type="module"`),
  );
}

/** @param {string} outDir */
async function compressFiles(outDir) {
  const names = await readdir(outDir);
  for (const name of names.filter((found) => /\.(js|css)$/.test(found))) {
    const content = await readFile(join(outDir, name));
    await writeFile(join(outDir, `${name}.br`), brotliCompressSync(content));
    await writeFile(join(outDir, `${name}.gz`), gzipSync(content, { level: 9 }));
  }
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  for (const { name, bytes } of await buildPage()) console.log(`${name} ${bytes} bytes`);
}
