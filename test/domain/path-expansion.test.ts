// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is the syntax under test
import fc from 'fast-check';
import t from 'tap';
import { expandPath } from '../../src/domain/path-expansion.ts';

const context = {
  home: '/home/ada',
  env: { RUN: '7', EMPTY: '', DIR: '/from-env', TRICKY: '$RUN ~ $(id)' },
  extra: { APP_DIRECTORY: '/apps/cone', DIR: '/from-extra' },
};

t.test('~ and variables are expanded', async (t) => {
  for (const [text, path] of [
    ['~', '/home/ada'],
    ['~/', '/home/ada/'],
    ['~/cases/$RUN', '/home/ada/cases/7'],
    ['/x/${RUN}b', '/x/7b'],
    ['$APP_DIRECTORY/data', '/apps/cone/data'],
    ['/x$EMPTY/y', '/x/y'],
    ['/a/~/b', '/a/~/b'],
    ['relative/$RUN', 'relative/7'],
    ['/cost/5$', '/cost/5$'],
    ['/cost/$$RUN', '/cost/$RUN'],
    ['/cost/$5', '/cost/$5'],
  ] as const) {
    t.same(expandPath(text, context), { ok: true, path }, text);
  }
});

t.test('our own variables win over the environment', async (t) => {
  t.same(expandPath('$DIR', context), { ok: true, path: '/from-extra' });
});

t.test('values are data: nothing in them is expanded or run', async (t) => {
  t.same(expandPath('/x/$TRICKY', context), { ok: true, path: '/x/$RUN ~ $(id)' });
  t.same(expandPath('/x/`id`$(id)', context), { ok: true, path: '/x/`id`$(id)' });
  t.same(expandPath('$H/x', { home: '/h', env: { H: '$&$1' } }), { ok: true, path: '$&$1/x' });
});

t.test('what cannot be expanded is said in a sentence', async (t) => {
  for (const [text, message] of [
    ['$NOWHERE/x', /variable NOWHERE .* is not set/],
    ['${NOWHERE}', /variable NOWHERE/],
    ['$constructor', /variable constructor .* is not set/],
    ['${RUN:-3}', /no other shell syntax/],
    ['${RUN', /without its "}"/],
    ['~bob/x', /another user/],
  ] as const) {
    const expanded = expandPath(text, context);
    t.match(expanded, { ok: false, message }, text);
  }
});

t.test('a text without "~" and "$" stays as it is', async () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      fc.pre(!/[~$\0]/.test(text));
      const expanded = expandPath(text, context);
      return expanded.ok && expanded.path === text;
    }),
  );
});

t.test('any value of a variable arrives unharmed', async () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (value) => {
      fc.pre(!value.includes('\0'));
      const expanded = expandPath('/x/${V}/y', { home: '/h', env: { V: value } });
      return expanded.ok && expanded.path === `/x/${value}/y`;
    }),
  );
});
