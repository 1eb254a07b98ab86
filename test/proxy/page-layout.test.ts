import t from 'tap';
import { type Page, renderPage } from '../../src/proxy/page-layout.ts';
import type { PageTone } from '../../src/proxy/page-signs.ts';

function page(parts: Partial<Page> = {}): string {
  return renderPage({
    title: 'It waits',
    paragraphs: [],
    log: [],
    action: null,
    link: null,
    refreshSeconds: null,
    ...parts,
  });
}

t.test('a page holds what it is given, and no empty parts', async (t) => {
  const plain = page();
  t.match(plain, /^<!doctype html>\n<html lang="en">/);
  t.match(plain, '<title>It waits</title>');
  t.match(plain, '<h1>It waits</h1>');
  t.match(plain, '<main class="plain">');
  const body = plain.slice(plain.indexOf('<body>'));
  t.equal(body, '<body>\n<main class="plain">\n<header>\n<h1>It waits</h1></header>\n</main>\n</body>\n</html>\n');
  t.notMatch(plain, 'http-equiv');
  t.notMatch(plain, 'rel="icon"');
});

t.test('what to do comes after what happened and before the log', async (t) => {
  const text = page({
    paragraphs: ['First.', 'Second.'],
    progress: { done: 3, of: 9, text: '3 s so far.' },
    advice: 'Ask for more.',
    action: { path: '/open', label: 'Restart', note: 'It starts again.' },
    link: { path: '/', label: 'Home' },
    moreLinks: [{ path: '', label: 'Try now' }],
    log: ['last words'],
    facts: [{ name: 'App', value: 'Cone' }],
  });
  const parts = [
    '<p>First.</p>\n<p>Second.</p>',
    '<progress max="9" value="3" aria-labelledby="progress"></progress>\n<p id="progress">3 s so far.</p>',
    '<p class="part advice">Ask for more.</p>',
    '<p class="note">It starts again.</p>',
    '<form method="post" action="/open"><button type="submit">Restart</button></form>',
    '<a href="">Try now</a>\n<a href="/">Home</a>',
    '<pre>last words</pre>',
    '<dt>App</dt><dd>Cone</dd>',
  ];
  const places = parts.map((part) => text.indexOf(part));
  t.notOk(places.includes(-1), parts[places.indexOf(-1)] ?? 'all are there');
  t.strictSame(
    places,
    places.toSorted((a, b) => a - b),
  );
});

t.test('a progress never runs over its bound, and has none where none is known', async (t) => {
  t.match(page({ progress: { done: 12, of: 9, text: 'x' } }), '<progress max="9" value="9"');
  t.match(page({ progress: { done: 12, of: null, text: 'x' } }), '<progress aria-labelledby');
});

t.test('a button without a note, and links without a button, stand alone', async (t) => {
  t.notMatch(page({ action: { path: '/open', label: 'Go' } }), 'class="note"');
  const links = page({ link: { path: '/', label: 'Home' } });
  t.match(links, '<div class="next"><a href="/">Home</a></div>');
  t.notMatch(links, '<form');
});

t.test('facts without a value are left out', async (t) => {
  const facts = [
    { name: 'Data', value: null },
    { name: 'Ended', value: undefined },
    { name: 'Empty', value: '' },
  ];
  t.notMatch(page({ facts }), '<dl');
  t.match(
    page({ facts: [...facts, { name: 'App', value: 'Cone' }] }),
    /<dl class="part"><dt>App<\/dt><dd>Cone<\/dd><\/dl>/,
  );
});

t.test('every text and address is escaped', async (t) => {
  const nasty = `<b>"&'`;
  const text = page({
    title: nasty,
    tabTitle: nasty,
    paragraphs: [nasty],
    advice: nasty,
    log: [nasty],
    progress: { done: 0, of: null, text: nasty },
    action: { path: nasty, label: nasty, note: nasty },
    link: { path: nasty, label: nasty },
    facts: [{ name: nasty, value: nasty }],
  });
  t.notMatch(text, '<b>');
  t.equal(text.split('&lt;b&gt;&quot;&amp;&#39;').length - 1, 13);
});

t.test('the tab has its own title and a sign of the tone', async (t) => {
  const tones: PageTone[] = ['waiting', 'failed', 'ended', 'locked', 'missing'];
  const icons = tones.map((tone) => {
    const text = page({ tone, tabTitle: 'Waiting: x', refreshSeconds: 4 });
    t.match(text, '<title>Waiting: x</title>');
    t.match(text, '<meta http-equiv="refresh" content="4">');
    t.match(text, `<main class="${tone}">\n<header><svg class="sign"`);
    const [, icon = ''] = /<link rel="icon" href="data:image\/svg\+xml,([^"]+)">/.exec(text) ?? [];
    const drawing = decodeURIComponent(icon);
    t.match(drawing, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg".*fill="#[0-9a-f]{6}".*<(path|rect) .*<\/svg>$/);
    return drawing;
  });
  t.equal(new Set(icons).size, tones.length, 'each tone has its own');
});
