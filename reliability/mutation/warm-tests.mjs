// Runs test files again and again in one process: each time the sources and the tests are loaded anew (their URLs get a number), while
// Node and tap stay. Asked by messages {id, mutant, file, hitLimit}; answers {id, passed}.
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Test } from 'tap';

const sources = pathToFileURL(join(process.cwd(), '/')).href;
const tapOfRun = 'data:text/javascript,export const t = globalThis.tapOfRun; export default t;';

registerHooks({
  resolve(specifier, context, next) {
    const query = /\?run=\d+$/.exec(context.parentURL ?? '')?.[0];
    if (query === undefined) return next(specifier, context);
    if (specifier === 'tap') return { url: `${tapOfRun}//${query}`, format: 'module', shortCircuit: true };
    const found = next(specifier, context);
    const own = found.url.startsWith(sources) && !found.url.includes('/node_modules/');
    return own ? { ...found, url: `${found.url}${query}` } : found;
  },
});

process.on('message', async ({ id, mutant, file, hitLimit }) => {
  Object.assign(globalThis.__stryker__, { activeMutant: mutant, hitCount: 0, hitLimit });
  process.send({ id, passed: await passes(file, id) });
});
process.on('disconnect', () => process.exit());
process.send({ id: 0 });

async function passes(file, id) {
  const run = new Test({ name: file, timeout: 0 });
  run.resume();
  const ended = new Promise((resolve) => run.on('complete', resolve));
  globalThis.tapOfRun = run;
  const loaded = await import(`${sources}${file}?run=${id}`).catch(() => null);
  run.end();
  const { ok } = await ended;
  return loaded !== null && ok;
}
