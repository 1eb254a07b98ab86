import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import * as esbuild from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const swaggerUi = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/**
 * Builds the page of the REST API: index.html, and docs.js and docs.css as gzip alone. Every browser takes that, and in three
 * forms they would be half of the wheel.
 *
 * @param {{ outDir: string }} options outDir: emptied first
 */
export async function buildApiDocs({ outDir }) {
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  const source = (/** @type {string} */ name) => join(root, 'src', 'web', 'api-docs', name);
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [source('docs.ts'), source('docs.css')],
    outdir: outDir,
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['chrome115', 'firefox115', 'safari16.4'],
    legalComments: 'none',
    logLevel: 'warning',
  });
  for (const name of await readdir(outDir)) {
    const file = join(outDir, name);
    await writeFile(`${file}.gz`, await promisify(gzip)(await readFile(file), { level: 9 }));
    await rm(file);
  }
  await copyFile(source('index.html'), join(outDir, 'index.html'));
  await writeFile(join(outDir, 'docs.LEGAL.txt'), await licences());
}

async function licences() {
  const names = ['NOTICE', 'LICENSE', 'swagger-ui-es-bundle.js.LICENSE.txt'];
  const texts = await Promise.all(names.map((name) => readFile(join(swaggerUi, name), 'utf8')));
  return `docs.js and docs.css hold Swagger UI and what it is made of.\n\n${texts.join('\n\n')}`;
}
