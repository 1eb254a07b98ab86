import { cp, mkdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Builds the launcher page: index.html, page.js and page.css with their source maps, and icons/.
 *
 * @param {{ outDir?: string, watch?: boolean }} options outDir: emptied first, default dist/page; watch: builds again
 *   after every change until `stop` is called
 * @returns {Promise<{ outDir: string, files: { name: string, bytes: number }[], stop: () => Promise<void> }>}
 */
export async function buildPage({ outDir = join(root, 'dist/page'), watch = false } = {}) {
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  const context = await esbuild.context(bundleOptions(outDir));
  try {
    const { metafile } = await context.rebuild();
    await cp(join(root, 'icons'), join(outDir, 'icons'), { recursive: true });
    if (watch) await context.watch();
    return { outDir, files: builtFiles(metafile), stop: () => context.dispose() };
  } finally {
    if (!watch) await context.dispose();
  }
}

/** @param {string} outDir */
function bundleOptions(outDir) {
  return {
    absWorkingDir: root,
    entryPoints: [
      { in: 'src/web/main.ts', out: 'page' },
      { in: 'src/web/page.css', out: 'page' },
      { in: 'src/web/index.html', out: 'index' },
    ],
    outdir: outDir,
    bundle: true,
    minify: true,
    format: /** @type {const} */ ('esm'),
    target: ['chrome115', 'firefox115', 'safari16.4'],
    sourcemap: /** @type {const} */ ('linked'),
    legalComments: /** @type {const} */ ('linked'),
    loader: { '.html': /** @type {const} */ ('copy') },
    metafile: true,
    logLevel: /** @type {const} */ ('warning'),
  };
}

/** @param {esbuild.Metafile} metafile */
function builtFiles(metafile) {
  return Object.entries(metafile.outputs).map(([name, { bytes }]) => ({ name, bytes }));
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { files } = await buildPage({});
  for (const { name, bytes } of files) console.log(`${name} ${bytes} bytes`);
}
