import t from 'tap';
import { type FormPresets, maximumLast, maximumPresetBytes, maximumPresets } from '../../src/domain/form-preset.ts';
import { createPresetBook } from '../../src/services/form-presets.ts';

function book(presets: FormPresets = { presets: [], last: {} }) {
  const kept = { presets, writes: 0, failing: false };
  const store = {
    read: async () => kept.presets,
    async update(change: (presets: FormPresets) => FormPresets) {
      if (kept.failing) throw new Error('the disk is full');
      kept.presets = change(kept.presets);
      kept.writes += 1;
      return kept.presets;
    },
  };
  return Object.assign(createPresetBook(store), { kept });
}

const preset = (name: string, target = 'server', values = { nodes: 2 }) => ({ name, target, values });

t.test('presets are kept by name, in the order of the alphabet', async (t) => {
  const { put, list } = book();
  t.same(await put(preset('small')), preset('small'));
  await put(preset('large'));
  t.same(
    (await list()).presets.map(({ name }) => name),
    ['large', 'small'],
  );
});

t.test('one of the same name and target is replaced, another target has its own', async (t) => {
  const { put, list } = book();
  await put(preset('small'));
  await put(preset('small', 'app:cone'));
  await put(preset('small', 'server', { nodes: 4 }));
  const { presets } = await list();
  t.equal(presets.length, 2);
  t.same(presets.find(({ target }) => target === 'server')?.values, { nodes: 4 });
  t.same(presets.find(({ target }) => target === 'app:cone')?.values, { nodes: 2 });
});

t.test('removing takes just the one that is meant, and changes nothing where there is none', async (t) => {
  const { remove, kept } = book({
    presets: [preset('a'), preset('b'), preset('a', 'app:cone')],
    last: { server: { nodes: 1 } },
  });
  await remove('server', 'a');
  t.same(kept.presets, { presets: [preset('b'), preset('a', 'app:cone')], last: { server: { nodes: 1 } } });
  await remove('server', 'a');
  await remove('app:other', 'b');
  t.equal(kept.writes, 1);
});

t.test('no more presets are taken than there may be, but one can still be replaced', async (t) => {
  const full = Array.from({ length: maximumPresets }, (_, index) => preset(`p${index}`));
  const { put } = book({ presets: full, last: {} });
  await t.rejects(put(preset('one more')), { code: 'invalid_parameters', message: /200 presets already/ });
  await t.resolves(put(preset('p7', 'server', { nodes: 9 })));
});

t.test('values that are too long, and names that are none, are refused', async (t) => {
  const { put, kept } = book();
  const long = (length: number) => ({ target: 'server', name: 'x', values: { a: 'x'.repeat(length) } });
  const around = '{"a":""}'.length;
  await t.rejects(put(long(maximumPresetBytes - around + 1)), { code: 'invalid_parameters', message: /64 KiB/ });
  await t.rejects(put(preset('')), { code: 'invalid_parameters' });
  t.equal(kept.writes, 0);
  await t.resolves(put(long(maximumPresetBytes - around)));
});

t.test('the last values of each form are kept, those of the latest forms', async (t) => {
  const { noteLast, kept } = book();
  for (let index = 0; index <= maximumLast; index++) await noteLast(`app:${index}`, { index });
  await noteLast('app:1', { index: 'again' });
  const targets = Object.keys(kept.presets.last);
  t.equal(targets.length, maximumLast);
  t.notOk(targets.includes('app:0'));
  t.equal(targets.at(-1), 'app:1');
  t.same(kept.presets.last['app:1'], { index: 'again' });
});

t.test('last values that are too long or cannot be written are let go', async (t) => {
  const { noteLast, kept } = book();
  await noteLast('server', { a: 'x'.repeat(maximumPresetBytes) });
  t.equal(kept.writes, 0);
  kept.failing = true;
  await t.resolves(noteLast('server', { a: 1 }));
});

t.test('changes are told, but not what was sent last, which no form shows that is open', async (t) => {
  const presets = book();
  let changes = 0;
  presets.on('change', () => {
    changes += 1;
  });
  await presets.put(preset('a'));
  await presets.remove('server', 'a');
  t.equal(changes, 2);
  await presets.noteLast('server', { nodes: 1 });
  await presets.remove('server', 'never there');
  presets.kept.failing = true;
  await t.rejects(presets.put(preset('b')));
  t.equal(changes, 2);
});
