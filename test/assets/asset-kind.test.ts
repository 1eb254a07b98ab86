import t from 'tap';
import { assetKind } from '../../src/assets/asset-kind.ts';

t.test('types are told apart by their header', async (t) => {
  const kinds: [string, boolean, boolean][] = [
    ['text/javascript; charset=utf-8', true, false],
    ['Application/JavaScript', true, false],
    ['text/css', true, false],
    ['application/wasm', true, false],
    ['image/svg+xml', true, false],
    ['font/ttf', true, false],
    ['font/woff2', false, false],
    ['text/html;charset=utf-8', true, true],
    ['application/json', true, true],
    ['image/png', false, true],
    ['application/zip', false, true],
  ];
  for (const [type, compresses, personal] of kinds) t.match(assetKind(type, '/x'), { compresses, personal }, type);
  for (const type of ['text/event-stream', 'video/mp4', 'application/x-ndjson', 'multipart/x-mixed-replace', '']) {
    t.equal(assetKind(type, '/a.js'), null, type);
  }
});

t.test('a type that says nothing is told by the extension', async (t) => {
  for (const type of ['application/octet-stream', 'text/plain; charset=utf-8', undefined]) {
    t.match(assetKind(type, '/a/font.ttf?v=1.js'), { compresses: true, personal: false });
    t.match(assetKind(type, '/a/font.woff2?v=7'), { compresses: false, personal: false });
    t.match(assetKind(type, '/data/CUBE.VTP'), { compresses: true, personal: true });
    t.equal(assetKind(type, '/a.b/log'), null);
    t.equal(assetKind(type, '/download'), null);
    t.equal(assetKind(type, '/a?file=b.js'), null);
  }
});
