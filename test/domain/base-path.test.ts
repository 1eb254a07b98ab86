import fc from 'fast-check';
import t from 'tap';
import { decodeBytes, splitBase } from '../../src/domain/base-path.ts';

const cases: [base: string, target: string, matched: string | null, below: string][] = [
  ['/', '/proxy/1/', '/', '/proxy/1/'],
  ['/', '/', '/', '/'],
  ['/a/', '/a/proxy/1/?x', '/a/', '/proxy/1/?x'],
  ['/a/', '/a/', '/a/', '/'],
  ['/a/', '/proxy/1/?x', null, '/proxy/1/?x'],
  ['/a/', '/ab/proxy/1/', null, '/ab/proxy/1/'],
  ['/a/', '/A/proxy/1/', null, '/A/proxy/1/'],
  ['/a/', '/a', null, '/a'],
  ['/a/', '/?/a/', null, '/?/a/'],
  ['/a/', '*', null, '*'],
  ['/hubs/user/alice%20b/tm/', '/hubs/user/alice%20b/tm/proxy/1/%2F', '/hubs/user/alice%20b/tm/', '/proxy/1/%2F'],
  ['/user/Alice%40x/tm/', '/user/Alice@x/tm/a%40', '/user/Alice@x/tm/', '/a%40'],
  ['/user/J%C3%BClich/', '/user/J%c3%bclich/x', '/user/J%c3%bclich/', '/x'],
  ['/user/Jülich/', '/user/J%c3%bclich/x', '/user/J%c3%bclich/', '/x'],
  ['/a%2Fb/', '/a/b/x', null, '/a/b/x'],
  ['/a%zz/', '/a%zz/x', '/a%zz/', '/x'],
];

for (const [base, target, matched, below] of cases) {
  t.test(`${target} below ${base}`, async (t) => {
    t.strictSame(splitBase(target, base), { base: matched, target: below });
  });
}

t.test('what follows the base is kept byte for byte, whatever it is', async () => {
  fc.assert(
    fc.property(fc.constantFrom('/', '/a/', '/user/Al%20b/'), fc.string({ unit: 'binary' }), (base, rest) => {
      return splitBase(`${base}${rest}`, base).target === `/${rest}`;
    }),
  );
});

t.test('decoding never fails and leaves an escaped slash', async (t) => {
  t.equal(decodeBytes('%zz%2f%41%'), '%zz%2FA%');
});
