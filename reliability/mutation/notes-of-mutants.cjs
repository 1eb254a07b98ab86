// Loaded before a test file: what Stryker's instrumented sources leave in the global `__stryker__` is written down at the end.
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');

const { MUTATION_NOTES: notes, MUTATION_HIT_LIMIT: limit } = process.env;
const namespace = {};
globalThis.__stryker__ = namespace;

if (limit !== undefined) Object.assign(namespace, { hitLimit: Number(limit), hitCount: 0 });
if (notes !== undefined) {
  process.on('exit', () => {
    const reached = namespace.mutantCoverage?.static ?? {};
    writeFileSync(join(notes, `${process.pid}.json`), JSON.stringify(reached));
  });
}
