import t from 'tap';
import { isContentHashed } from '../../src/assets/content-hashed-name.ts';

t.test('names that hold a hash of their content are known', async (t) => {
  const hashed = [
    '/assets/index-BdX3k9aP.js',
    '/assets/vendor.B-2kX_9a.css',
    '/main.3f2a9c1b.js',
    '/static/js/main.3f2a9c1b.chunk.js',
    '/123.0a1b2c3d4e5f6a7b8c9d.js',
    '/chunk-5KJ2QZ7A.js',
    '/fonts/roboto-3f2a9c1b7d.woff2',
    '/static/main.js?v=d41d8cd98f00b204e9800998ecf8427e',
  ];
  for (const path of hashed) t.ok(isContentHashed(path), path);
});

t.test('what could be a word, a date or a number is not taken for a hash', async (t) => {
  const plain = [
    '/vue.global.js',
    '/index.html',
    '/app-20240131.js',
    '/lib-Version2.js',
    '/my-personal.js',
    '/data-MyModule.js',
    '/assets/index-DplPndFM.js',
    '/frame.00001234.png',
    '/mesh-face0001.png',
    '/app.12345678.js',
    '/app-deadbeef.js',
    '/chunk-COMPLETE.js',
    '/jquery-3.7.1.js',
    '/vuetify3.js?v=3.3.0',
    '/main.js?v=20240131',
    '/main.3f2a9c1b.js?t=1',
    '/index-BdX3k9aP',
    '/index-BdX3k9aP.html',
    `/${'a'.repeat(250)}.3f2a9c1b.js`,
    '/',
  ];
  for (const path of plain) t.notOk(isContentHashed(path), path);
});
