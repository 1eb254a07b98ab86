import fc from 'fast-check';
import t from 'tap';
import { checkParameters, maximumTextBytes } from '../../src/domain/app-parameters.ts';
import type { AppParameter } from '../../src/domain/trame-app.ts';

function parameter(name: string, given: Partial<AppParameter> = {}): AppParameter {
  return {
    name,
    label: name,
    type: 'string',
    help: null,
    default: null,
    min: null,
    max: null,
    choices: null,
    ...given,
  };
}

const iso = parameter('iso', { type: 'number', min: 0, max: 1, default: 0.5 });
const solver = parameter('solver', { type: 'choice', choices: ['fast', 'exact'], default: 'fast' });

t.test('defaults stand in for what is not given, in the order of the app file', async (t) => {
  const checked = checkParameters([iso, solver], { solver: 'exact' });
  t.same(checked, { ok: true, values: { iso: 0.5, solver: 'exact' } });
  t.same(checked.ok && Object.keys(checked.values), ['iso', 'solver']);
  t.same(checkParameters([iso], undefined), { ok: true, values: { iso: 0.5 } });
  t.same(checkParameters([iso], { iso: null }), { ok: true, values: { iso: 0.5 } });
});

t.test('false, 0 and the empty text are values', async (t) => {
  const parameters = [
    parameter('b', { type: 'boolean', default: true }),
    parameter('n', { type: 'number', default: 4 }),
    parameter('s', { default: 'x' }),
  ];
  t.same(checkParameters(parameters, { b: false, n: 0, s: '' }), { ok: true, values: { b: false, n: 0, s: '' } });
});

t.test('each value is held against its type and bounds', async (t) => {
  const integer = parameter('steps', { type: 'integer', min: 1 });
  const file = parameter('mesh', { type: 'file' });
  for (const [declared, value, message] of [
    [iso, 1.5, /at most 1/],
    [iso, -0.1, /at least 0/],
    [iso, '0.5', /has to be a number/],
    [iso, Number.NaN, /has to be a number/],
    [iso, Number.POSITIVE_INFINITY, /has to be a number/],
    [integer, 1.5, /whole number/],
    [integer, 2 ** 53, /whole number/],
    [integer, 0, /at least 1/],
    [solver, 'slow', /one of "fast", "exact"/],
    [solver, 0, /one of/],
    [parameter('b', { type: 'boolean' }), 'true', /true or false/],
    [parameter('s'), 5, /a text/],
    [parameter('s'), ['x'], /a text/],
    [parameter('s'), 'a\0b', /NUL/],
    [parameter('s'), '\ud800', /half a character/],
    [parameter('s'), 'é'.repeat(maximumTextBytes / 2 + 1), /too long/],
    [parameter('s'), undefined, /needs a value/],
    [file, '', /path of a file/],
    [parameter('d', { type: 'directory' }), '', /path of a directory/],
  ] as const) {
    const checked = checkParameters([declared], { [declared.name]: value });
    t.match(checked, { ok: false, errors: [{ path: `/parameters/${declared.name}`, message }] }, String(message));
  }
  t.same(checkParameters([parameter('s')], { s: 'é'.repeat(maximumTextBytes / 2) }).ok, true);
});

t.test('the messages are whole sentences that name the field', async (t) => {
  const said = (declared: AppParameter, value: unknown) => {
    const checked = checkParameters([declared], { [declared.name]: value });
    return checked.ok ? null : checked.errors.map(({ message }) => message);
  };
  t.strictSame(said(iso, 2), ['iso has to be at most 1.']);
  t.strictSame(said(solver, 'slow'), ['solver has to be one of "fast", "exact".']);
  t.strictSame(said(parameter('d', { type: 'directory' }), ''), ['d needs the path of a directory.']);
  t.strictSame(said(parameter('n', { type: 'integer' }), 'x'), ['n has to be a whole number.']);
  t.match(checkParameters([iso, solver], { wireframe: 1 }), {
    errors: [{ message: 'The app has no parameter "wireframe". There are: iso, solver.' }],
  });
  t.match(checkParameters([iso], 'x'), {
    errors: [{ path: '/parameters', message: 'The parameters have to be an object.' }],
  });
});

t.test('a name that is too long to be said is cut', async (t) => {
  const [fits, long] = ['x'.repeat(100), 'x'.repeat(101)];
  t.match(checkParameters([], { [fits]: 1 }), { errors: [{ path: `/parameters/${fits}` }] });
  t.match(checkParameters([], { [long]: 1 }), { errors: [{ path: `/parameters/${'x'.repeat(99)}…` }] });
});

t.test('both bounds are allowed', async (t) => {
  for (const value of [0, 1]) t.same(checkParameters([iso], { iso: value }), { ok: true, values: { iso: value } });
});

t.test('the default "" makes a file optional', async (t) => {
  const file = parameter('mesh', { type: 'file', default: '' });
  t.same(checkParameters([file], {}), { ok: true, values: { mesh: '' } });
});

t.test('all errors are listed at once', async (t) => {
  const checked = checkParameters([iso, solver], { iso: 2, solver: 'slow', x: 1 });
  t.same(checked.ok ? [] : checked.errors.map((error) => error.path).sort(), [
    '/parameters/iso',
    '/parameters/solver',
    '/parameters/x',
  ]);
});

t.test('an unknown name is refused and the nearest named', async (t) => {
  const checked = checkParameters([iso, solver], { solvr: 'fast', 'a/b~': 1 });
  t.match(checked, { ok: false, errors: [{ message: /Did you mean "solver"/ }, { path: '/parameters/a~1b~0' }] });
  t.match(checkParameters([], { x: 1 }), { errors: [{ message: /has no parameters/ }] });
});

t.test("names of JavaScript's own objects are names like others", async (t) => {
  for (const name of ['constructor', 'toString', '__proto__']) {
    const form = JSON.parse(`{"${name}": "x"}`);
    t.match(checkParameters([], form), { ok: false }, `${name} is unknown`);
  }
  t.match(checkParameters([parameter('constructor')], {}), { ok: false, errors: [{ message: /needs a value/ }] });
});

t.test('a form that is no object is refused', async (t) => {
  for (const form of ['x', 5, true, [1]]) t.match(checkParameters([iso], form), { ok: false }, JSON.stringify(form));
});

t.test('texts that are too long together are refused', async (t) => {
  const parameters = Array.from({ length: 17 }, (_, index) => parameter(`p${index}`));
  const form = Object.fromEntries(parameters.map(({ name }) => [name, 'x'.repeat(maximumTextBytes)]));
  t.match(checkParameters(parameters, form), { ok: false, errors: [{ path: '/parameters', message: /together/ }] });
  t.equal(checkParameters(parameters, { ...form, p16: '' }).ok, true, 'exactly as long as allowed');
});

t.test('what passes is what was given, and fits', async () => {
  fc.assert(
    fc.property(fc.double(), fc.string(), fc.anything(), (number, text, anything) => {
      const checked = checkParameters([iso, parameter('s'), solver], { iso: number, s: text, solver: anything });
      const fits = number >= 0 && number <= 1 && !text.includes('\0') && text.isWellFormed();
      const chosen = anything === null || anything === undefined || anything === 'fast' || anything === 'exact';
      if (checked.ok !== (fits && chosen)) return false;
      return !checked.ok || (Object.is(checked.values.iso, number) && checked.values.s === text);
    }),
  );
});

t.test('nothing that a client can send makes it throw', async () => {
  fc.assert(
    fc.property(fc.jsonValue(), (form) => {
      checkParameters([iso, solver, parameter('f', { type: 'file' })], form);
    }),
  );
});
