import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import t, { type Test } from 'tap';
import { type CompressedFormsOptions, type Content, createCompressedForms } from '../../src/assets/compressed-forms.ts';
import { aScript, silentLog } from '../support/asset-request.ts';

t.test('each coding unpacks to the content, also its better form', async (t) => {
  const forms = start(t);
  const content = contentOf(aScript('a'));
  const unpack = { br: brotliDecompressSync, zstd: zstdDecompressSync, gzip: gunzipSync };
  for (const coding of ['br', 'zstd', 'gzip'] as const) {
    const quick = await forms.form(content, coding);
    await forms.settled();
    const better = await forms.form(content, coding);
    t.ok(unpack[coding](quick as Buffer).equals(content.body), coding);
    t.ok(unpack[coding](better as Buffer).equals(content.body), coding);
    t.ok((better?.length ?? 0) <= (quick?.length ?? 0), `${coding}: ${quick?.length} -> ${better?.length}`);
  }
});

t.test('the better form takes the quick one’s place in memory and on disk, once nobody waits', async (t) => {
  const directory = join(t.testdir(), 'asset-cache');
  const forms = start(t, { directory });
  const content = contentOf(aScript('a'));
  const quick = await forms.form(content, 'br');
  await forms.settled();
  const better = await forms.form(content, 'br');
  t.ok((better?.length ?? 0) < (quick?.length ?? 0) * 0.95);
  t.same(readdirSync(directory), [`${content.hash}.br`]);
  const later = start(t, { directory });
  t.same(await later.form(content, 'br'), better, 'another daemon begins with it');
});

t.test('requests at once for one content get one result', async (t) => {
  const forms = start(t);
  const content = contentOf(aScript('a'));
  const results = await Promise.all(Array.from({ length: 20 }, () => forms.form(content, 'br')));
  t.ok(results.every((result) => result === results[0]));
});

t.test('what may be another each time stays off the disk, and is improved only when it comes again', async (t) => {
  const directory = join(t.testdir(), 'asset-cache');
  const forms = start(t, { directory });
  const content = { ...contentOf(aScript('a')), lasting: false };
  const quick = await forms.form(content, 'br');
  await forms.settled();
  t.equal(await forms.form(content, 'br'), quick);
  await forms.settled();
  t.ok(((await forms.form(content, 'br'))?.length ?? 0) < (quick?.length ?? 0));
  t.throws(() => readdirSync(directory));
});

t.test('content that cannot be made smaller is left as it is, and not tried again', async (t) => {
  const forms = start(t);
  const blocks = Array.from({ length: 200 }, (_, index) => createHash('sha256').update(String(index)).digest());
  const noise = Buffer.concat(blocks);
  t.equal(await forms.form(contentOf(noise), 'br'), null);
  await forms.settled();
  t.equal(await forms.form(contentOf(noise), 'br'), null);
});

t.test('more contents than memory holds: all are answered', async (t) => {
  const forms = start(t, { memoryBytes: 3000 });
  for (const seed of ['a', 'b', 'c', 'd', 'a']) {
    const content = contentOf(aScript(seed));
    t.ok(brotliDecompressSync((await forms.form(content, 'br')) as Buffer).equals(content.body));
  }
});

t.test('a directory that cannot be used: it goes on in memory', async (t) => {
  const forms = start(t, { directory: join(t.testdir({ file: '' }), 'file', 'asset-cache') });
  const content = contentOf(aScript('a'));
  const quick = await forms.form(content, 'br');
  await forms.settled();
  t.ok(((await forms.form(content, 'br'))?.length ?? 0) < (quick?.length ?? 0));
});

t.test('closing ends a piece of work in the background at once', async (t) => {
  const forms = start(t);
  const content = contentOf(aScript('a', 60_000));
  const quick = await forms.form(content, 'br');
  await forms.close();
  t.equal(await forms.form(content, 'br'), quick);
});

function start(t: Test, options: Partial<CompressedFormsOptions> = {}) {
  const forms = createCompressedForms({ directory: null, log: silentLog, idleMs: 0, ...options });
  t.teardown(() => forms.close());
  return forms;
}

function contentOf(body: string | Buffer): Content {
  const bytes = Buffer.from(body);
  return { hash: createHash('sha256').update(bytes).digest('hex'), body: bytes, lasting: true };
}
