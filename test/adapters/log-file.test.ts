import { appendFileSync } from 'node:fs';
import { appendFile, mkdtemp, open, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { createLogReader, shortenLog } from '../../src/adapters/log-file.ts';
import { until } from '../support/instance-fixture.ts';

const directory = await mkdtemp('/tmp/trame-manager-test-');
t.teardown(() => rm(directory, { recursive: true, force: true }));
const logs = createLogReader();
let count = 0;
const newFile = () => join(directory, `log${++count}`);

/** Follows a log and collects what comes. */
function follow(file: string, lines: number, hold: () => Promise<void> = async () => undefined) {
  const left = new AbortController();
  const seen = { text: '', chunks: 0, ended: Promise.resolve(), stop: () => left.abort() };
  seen.ended = logs.follow(file, lines, left.signal, async (added) => {
    seen.text += added;
    seen.chunks += 1;
    await hold();
  });
  t.teardown(seen.stop);
  return seen;
}

t.test('the tail is the last lines, whatever they end with', async (t) => {
  const file = newFile();
  t.equal(await logs.tail(file, 5), '', 'a missing log is empty');
  for (const [content, lines, tail] of [
    ['', 3, ''],
    ['a\nb\nc\n', 2, 'b\nc\n'],
    ['a\nb\nc', 2, 'b\nc'],
    ['a\nb\nc\n', 0, ''],
    ['a\nb\n', 9, 'a\nb\n'],
    ['\n\n\n', 2, '\n\n'],
    ['x', 1, 'x'],
  ] as const) {
    await writeFile(file, content);
    t.equal(await logs.tail(file, lines), tail, JSON.stringify([content, lines]));
  }
  const many = Array.from({ length: 50_000 }, (_, at) => `line ${at} ü\n`);
  await writeFile(file, many.join(''));
  t.equal(await logs.tail(file, 12_345), many.slice(-12_345).join(''));
});

t.test('a line without end does not make the tail endless', async (t) => {
  const file = newFile();
  await writeFile(file, Buffer.alloc(20_000_000, 'x'));
  t.ok((await logs.tail(file, 5)).length <= 4_300_000);
});

t.test('the whole log can be streamed', async (t) => {
  const file = newFile();
  t.equal(await text(logs.stream(file)), '');
  await writeFile(file, '');
  t.equal(await text(logs.stream(file)), '');
  await writeFile(file, 'x'.repeat(300_000));
  t.equal((await text(logs.stream(file))).length, 300_000);
});

t.test('a long log is cut to its newer half, and the app goes on writing to it', async (t) => {
  const file = newFile();
  const app = await open(file, 'a');
  t.teardown(() => app.close());
  for (let at = 0; at < 1000; at += 1) await app.write(`line ${at}\n`);
  t.equal(await shortenLog(file, 1_000_000), false);
  const { ino } = await stat(file);
  t.equal(await shortenLog(file, 5000), true);
  await app.write('after\n');
  const left = await readFile(file, 'utf8');
  t.equal((await stat(file)).ino, ino);
  t.match(left, /^--- Trame Manager removed \d+ older bytes of this log at [^\n]+ ---\nline \d+\n/);
  t.match(left, /\nline 998\nline 999\nafter\n$/);
  t.ok(left.length < 2700);
  t.equal(await shortenLog(newFile(), 1), false, 'a missing log is none');
});

t.test('two that cut at once lose nothing of what was added between', async (t) => {
  const file = newFile();
  for (let round = 0; round < 20; round += 1) {
    await writeFile(file, 'x'.repeat(99).concat('\n').repeat(200));
    const cuts = [shortenLog(file, 5000), shortenLog(file, 5000), shortenLog(file, 5000)];
    await Promise.race(cuts);
    appendFileSync(file, 'after\n');
    await Promise.all(cuts);
    t.match(await readFile(file, 'utf8'), /after\n$/);
  }
});

t.test('a follower gets the tail, then what is added, in whole characters', async (t) => {
  const file = newFile();
  await writeFile(file, 'old\nolder\nnew\n');
  const seen = follow(file, 1);
  await until(() => seen.text === 'new\n');
  const bytes = Buffer.from('Größe 漢\n');
  for (const byte of bytes) await appendFile(file, Buffer.from([byte]));
  await until(
    () => seen.text === 'new\nGröße 漢\n',
    () => seen.text,
  );
  seen.stop();
  await seen.ended;
  t.pass();
});

t.test('a follower waits for a log that is not there yet', async (t) => {
  const file = newFile();
  const seen = follow(file, 10);
  await writeFile(file, 'here\n');
  await until(() => seen.text === 'here\n');
  t.pass();
});

t.test('a follower neither misses nor repeats a line when the log is cut', async (t) => {
  const file = newFile();
  await writeFile(file, '');
  const seen = follow(file, 0);
  const lines: string[] = [];
  for (let round = 0; round < 5; round += 1) {
    for (let at = 0; at < 200; at += 1) {
      const line = `round ${round} line ${at}\n`;
      lines.push(line);
      await appendFile(file, line);
    }
    await until(() => seen.text.length >= lines.join('').length);
    await shortenLog(file, 3000);
  }
  await appendFile(file, 'end\n');
  await until(() => seen.text.endsWith('end\n'));
  t.equal(seen.text, `${lines.join('')}end\n`);
});

t.test('a follower goes on with the new log of a restart, and with one that was emptied', async (t) => {
  const file = newFile();
  await writeFile(file, 'first run, with a long line\n');
  const seen = follow(file, 10);
  await until(() => seen.text !== '');
  await rename(file, `${file}.previous`);
  await writeFile(file, 'second run\n');
  await until(() => seen.text.endsWith('second run\n'));
  await truncate(file);
  await new Promise((resolve) => setImmediate(resolve));
  await until(async () => {
    await appendFile(file, '.');
    return seen.text.endsWith('.');
  });
  t.equal(seen.text.startsWith('first run, with a long line\nsecond run\n'), true);
});

t.test('a new run begins on a line of its own, in no colour that the one before left on', async (t) => {
  const file = newFile();
  await writeFile(file, 'all is \x1b[31mred');
  const seen = follow(file, 10);
  await until(() => seen.text !== '');
  for (const run of ['second\n', 'third\n']) {
    await rename(file, `${file}.previous`);
    await writeFile(file, run);
    await until(() => seen.text.endsWith(run));
  }
  t.equal(seen.text, 'all is \x1b[31mred\n\x1b[0msecond\nthird\n');
});

t.test('a slow reader holds back the reading', async (t) => {
  const file = newFile();
  await writeFile(file, '');
  const gate = Promise.withResolvers<void>();
  const seen = follow(file, 0, () => gate.promise);
  await until(async () => {
    await appendFile(file, 'x'.repeat(1_000_000));
    return seen.chunks > 0;
  });
  await appendFile(file, 'x'.repeat(5_000_000));
  t.ok(seen.chunks === 1 && seen.text.length <= 65_536);
  gate.resolve();
  const { size } = await stat(file);
  await until(() => seen.text.length === size);
});
