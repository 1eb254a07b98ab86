import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { appDiscovery } from '../../src/adapters/app-file-discovery.ts';
import { watchAppFiles } from '../../src/adapters/app-file-watch.ts';
import type { AppListing, AppProblem, TrameApp } from '../../src/domain/trame-app.ts';
import { type AppCatalogParts, createAppCatalog } from '../../src/services/app-catalog.ts';
import { until } from '../support/until.ts';

function listing(ids: string[], problems: Partial<AppProblem>[] = []): AppListing {
  return {
    apps: ids.map((id) => ({ id, name: id }) as TrameApp),
    problems: problems as AppProblem[],
    searched: ['/apps/trame'],
  };
}

/** A catalog over a disk of our own: `disk.listing` is what a look finds, `disk.hint()` an event. */
function catalogOver(t: Test, start: AppListing, pace: Partial<AppCatalogParts> = {}) {
  const disk = {
    listing: start,
    looks: 0,
    /** What a look waits for before it answers with what it found at its begin. */
    gate: Promise.resolve() as Promise<void>,
    hint: () => {},
    watchesSomethingNew: false,
    closed: false,
  };
  const catalog = createAppCatalog({
    discover: async () => {
      disk.looks++;
      const found = structuredClone(disk.listing);
      await disk.gate;
      return { listing: found, appDirectories: [] };
    },
    watch: (onHint) => {
      disk.hint = onHint;
      const close = () => {
        disk.closed = true;
      };
      return { follow: () => disk.watchesSomethingNew, close };
    },
    maximumAgeMs: 60_000,
    gatherMs: 1,
    lookAgainMs: 60_000,
    ...pace,
  });
  t.teardown(() => catalog.close());
  const nextChange = () => withDeadline(new Promise<AppListing>((resolve) => catalog.once('change', resolve)));
  return { disk, catalog, nextChange };
}

t.test('the listing is found without being asked for, and not looked for again while it is fresh', async (t) => {
  const { disk, catalog } = catalogOver(t, listing(['a']));
  t.equal(disk.looks, 1);
  t.match(await catalog.list(), listing(['a']));
  t.equal(await catalog.list(), await catalog.list(), 'the same object');
  t.equal(disk.looks, 1);
});

t.test('an app is not refused by an old look', async (t) => {
  const { disk, catalog } = catalogOver(t, listing([]));
  await catalog.list();
  disk.listing = listing(['a']);
  t.match(await catalog.get('a'), { id: 'a' });
  t.equal(disk.looks, 2);
  await catalog.get('a');
  t.equal(disk.looks, 2, 'one that is known is not looked for');
  await t.rejects(catalog.get('b'), { code: 'app_not_found' });
});

t.test('callers at once share one look', async (t) => {
  const { disk, catalog } = catalogOver(t, listing(['a']));
  await Promise.all(Array.from({ length: 20 }, () => catalog.list()));
  t.equal(disk.looks, 1);
});

t.test('a listing that is too old is looked for again', async (t) => {
  const { disk, catalog } = catalogOver(t, listing(['a']), { maximumAgeMs: -1 });
  await catalog.list();
  disk.listing = listing(['a', 'b']);
  t.match(await catalog.list(), listing(['a', 'b']));
});

t.test('a hint is looked into, and what changed is told once', async (t) => {
  const { disk, catalog, nextChange } = catalogOver(t, listing(['a']));
  await catalog.list();
  disk.listing = listing(['b']);
  const change = nextChange();
  for (let count = 0; count < 10; count++) disk.hint();
  t.match(await change, listing(['b']));
  t.equal(disk.looks, 2);
});

t.test('a look that finds nothing new tells nothing', async (t) => {
  const { disk, catalog } = catalogOver(t, listing(['a'], [{ app: 'x' }]));
  let changes = 0;
  catalog.on('change', () => changes++);
  const before = await catalog.list();
  disk.hint();
  t.equal(await catalog.list(), before);
  t.equal(disk.looks, 2);
  t.equal(changes, 0, 'neither for the first look');
});

t.test('whoever asks after a hint is not told what was read before it', async (t) => {
  const { disk, catalog } = catalogOver(t, listing(['old']), { gatherMs: 60_000 });
  await catalog.list();
  const { promise, resolve } = Promise.withResolvers<void>();
  disk.gate = promise;
  disk.hint();
  const early = catalog.list();
  disk.listing = listing(['new']);
  disk.hint();
  const late = catalog.list();
  disk.gate = Promise.resolve();
  resolve();
  t.match(await early, listing(['old']));
  t.match(await late, listing(['new']));
});

t.test('a hint during a look leads to another look', async (t) => {
  const { disk, catalog, nextChange } = catalogOver(t, listing(['old']));
  await catalog.list();
  const { promise, resolve } = Promise.withResolvers<void>();
  disk.gate = promise;
  disk.hint();
  await until(() => disk.looks >= 2);
  disk.listing = listing(['new']);
  disk.hint();
  // Later than the catalog's own timer for the hint, which then meets the look.
  await timer(20);
  const change = nextChange();
  disk.gate = Promise.resolve();
  resolve();
  t.match(await change, listing(['new']));
});

t.test('directories that are newly watched are looked into once more', async (t) => {
  const { disk } = catalogOver(t, listing(['a']));
  disk.watchesSomethingNew = true;
  await until(() => disk.looks >= 2);
  disk.watchesSomethingNew = false;
  t.pass();
});

t.test('while someone listens, changes without events are found', async (t) => {
  const { disk, nextChange, catalog } = catalogOver(t, listing(['a']), { lookAgainMs: 5 });
  await catalog.list();
  disk.listing = listing(['b']);
  t.match(await nextChange(), listing(['b']));
});

t.test('get gives the app, or says why there is none', async (t) => {
  const broken = { app: 'broken', file: '/apps/trame/broken/app.yml', line: 3, column: 5, message: 'There is no …' };
  const { catalog } = catalogOver(t, listing(['cone', 'mended'], [broken, { ...broken, app: 'mended' }]));
  t.match(await catalog.get('cone'), { id: 'cone' });
  t.match(await catalog.get('mended'), { id: 'mended' }, 'another data path has a good one');
  await t.rejects(catalog.get('broken'), {
    code: 'app_broken',
    message: '/apps/trame/broken/app.yml:3:5: There is no …',
  });
  await t.rejects(catalog.get('cnoe'), {
    code: 'app_not_found',
    message: 'There is no app "cnoe". Did you mean "cone"?',
  });
  await t.rejects(catalog.get('constructor'), { code: 'app_not_found' });
});

t.test('a look that fails is told to who asks, and the next one tries again', async (t) => {
  let fail = true;
  const catalog = createAppCatalog({
    discover: async () => {
      if (fail) throw new Error('no disk');
      return { listing: listing(['a']), appDirectories: [] };
    },
    watch: () => ({ follow: () => false, close: () => {} }),
  });
  t.teardown(() => catalog.close());
  await t.rejects(catalog.list(), { message: 'no disk' });
  fail = false;
  t.match(await catalog.list(), listing(['a']));
});

t.test('after close nothing is looked for or told', async (t) => {
  const { disk, catalog } = catalogOver(t, listing(['a']), { maximumAgeMs: -1, lookAgainMs: 1 });
  await catalog.list();
  catalog.on('change', () => t.fail('a change after close'));
  const looks = disk.looks;
  await catalog.close();
  t.equal(disk.closed, true);
  disk.listing = listing(['b']);
  disk.hint();
  t.match(await catalog.list(), listing(['a']));
  // Later than any timer that close might have left.
  await timer(20);
  t.equal(disk.looks, looks);
});

t.test('on a real disk an app appears, changes, breaks and goes, in a data path that came later', async (t) => {
  const root = t.testdir({});
  const dataPath = join(root, 'share/jupyter');
  const catalog = createAppCatalog({ discover: appDiscovery([dataPath]), watch: watchAppFiles, gatherMs: 5 });
  t.teardown(() => catalog.close());
  t.match(await catalog.list(), { apps: [], problems: [] });
  const directory = join(dataPath, 'trame/cone');
  const write = (text: string) => writeFileSync(join(directory, 'app.yml'), text);
  const told = async (fits: (told: AppListing) => boolean) => {
    const { promise, resolve } = Promise.withResolvers<AppListing>();
    const listener = (listing: AppListing) => fits(listing) && resolve(listing);
    catalog.on('change', listener);
    return { done: withDeadline(promise).finally(() => catalog.off('change', listener)) };
  };
  const change = async (act: () => void, fits: (told: AppListing) => boolean) => {
    const { done } = await told(fits);
    act();
    t.ok(await done);
  };
  await change(
    () => {
      mkdirSync(directory, { recursive: true });
      write('name: One\ncommand: run\n');
    },
    ({ apps }) => apps[0]?.name === 'One',
  );
  await change(
    () => write('name: Two\ncommand: run\n'),
    ({ apps }) => apps[0]?.name === 'Two',
  );
  await change(
    () => write('nmae: x'),
    ({ apps, problems }) => apps.length === 0 && problems[0]?.line === 1,
  );
  await change(
    () => rmSync(directory, { recursive: true }),
    ({ problems }) => problems.length === 0,
  );
});

function timer(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Also keeps the process alive: the catalog's own timers do not. */
function withDeadline<Value>(promise: Promise<Value>): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('It did not happen within 8 s.')), 8000);
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
