import fc from 'fast-check';
import t from 'tap';
import { redactingFilter, redactText } from '../../src/domain/redaction.ts';
import { removedMark } from '../../src/domain/removed-mark.ts';
import { runs } from '../support/property-runs.ts';

const nothing = { secrets: [], byWords: false, isToken: () => false };
const bytes = (text: string) => Buffer.from(text).toString('latin1');

/** What a filter gives of a text that comes in pieces of these lengths, and then whole. */
function inPieces(text: string, lengths: number[], redaction: Parameters<typeof redactingFilter>[0]): string {
  const filter = redactingFilter(redaction);
  let given = '';
  let at = 0;
  for (const length of lengths) {
    given += filter.push(text.slice(at, at + length));
    at += length;
  }
  return given + filter.push(text.slice(at)) + filter.end();
}

// The mark's own letters, or a letter of it beside a bracket, could make a secret anew.
const secret = fc
  .string({ unit: fc.constantFrom(...'aB3x9Z$.*\\\'"/+ü '), minLength: 6, maxLength: 60 })
  .filter((text) => {
    const { length } = text.trim();
    return length === text.length && new Set(text).size > 2;
  });
const surroundings = fc.string({ unit: fc.constantFrom(...'aB3 \n:="\'/token'), maxLength: 90 });
const lengths = fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 14 });

t.test('a secret never comes out, wherever it stands and however the text is cut into pieces', async () => {
  const property = fc.property(
    fc.array(secret, { minLength: 1, maxLength: 3 }),
    surroundings,
    surroundings,
    lengths,
    fc.boolean(),
    (secrets, before, after, cuts, byWords) => {
      const redaction = { ...nothing, secrets, byWords };
      const text = bytes(before + secrets.join(after) + after);
      const given = inPieces(text, cuts, redaction);
      if (given !== inPieces(text, [], redaction)) throw new Error('the pieces make a difference');
      for (const each of secrets) if (given.includes(bytes(each))) throw new Error(`${each} came out: ${given}`);
    },
  );
  fc.assert(property, runs(1500));
});

t.test('what holds no secret stays as it is, byte for byte', async () => {
  const property = fc.property(fc.uint8Array({ maxLength: 300 }), lengths, (content, cuts) => {
    const text = Buffer.from(content).toString('latin1');
    return inPieces(text, cuts, { ...nothing, secrets: ['hunter2hunter2'] }) === text;
  });
  fc.assert(property, runs(300));
});

t.test('secrets are found in the spellings of URLs, JSON and bash, and line by line', async (t) => {
  const secret = 'it\'s "ü"';
  const spellings = [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret),
    '"it\'s \\"\\u00fc\\""',
    `'it'\\''s "ü"'`,
  ];
  for (const text of spellings) {
    const given = redactText(`a ${text} b`, { ...nothing, secrets: [secret] });
    t.match(given, /^a ['"]?\[removed\]['"]? b$/, text);
  }
  const lines = redactText('| first line\n| second line', { ...nothing, secrets: ['first line\nsecond line'] });
  t.equal(lines, '| [removed]\n| [removed]');
  const long = 'k1'.repeat(5000);
  t.notMatch(redactText(`<${long}>`, { ...nothing, secrets: [long] }), 'k1k1k1');
  const both = { ...nothing, secrets: ['abcd', 'abcd-efgh'] };
  t.equal(redactText('abcd-efgh abcd', both), `${removedMark} ${removedMark}`, 'the longer one first');
});

t.test('words say that something is a secret; parameters and files stay', async (t) => {
  const given = (text: string) => redactText(text, { ...nothing, byWords: true });
  for (const [text, expected] of [
    ['export LICENSE_TOKEN=abc; run', 'export LICENSE_TOKEN=[removed] run'],
    ['  db-password: my pass phrase\nnext: 1', '  db-password: [removed]\nnext: 1'],
    ['GET /?launch_token=abc HTTP', 'GET /?launch_token=[removed] HTTP'],
    ['next=%3Flaunch%5Ftoken%3Dabc', 'next=%3Flaunch%5Ftoken%3D[removed]'],
    ['{"secret": "a b", "x": 1}', '{"secret": [removed], "x": 1}'],
    ['Authorization: Bearer abcdef', 'Authorization: Bearer [removed]'],
    ['curl https://ada:pw@host/x', 'curl https://[removed]@host/x'],
    ['Cookie: _xsrf=1; other=2\nnext', 'Cookie: [removed]\nnext'],
    ['run --password abc --fast', 'run --password [removed] --fast'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END', '-----BEGIN RSA PRIVATE KEY-----[removed]-----END'],
  ] as const) {
    t.equal(given(text), expected);
  }
  for (const text of [
    'PARAM_TOKEN=5',
    '--authKeyFile=/a/auth.key',
    'max_tokens: 5',
    'vtkToken::New()',
    'KeyError: x',
  ]) {
    t.equal(given(text), text);
  }
});

t.test('of tokens only digests are known, so each word as long as one is asked for', async (t) => {
  const token = 'A1_-'.repeat(11).slice(1);
  const isToken = (word: string) => word === token;
  const text = `"${token}" ${token}x ${'b'.repeat(43)}`;
  t.equal(redactText(text, { ...nothing, isToken }), text.replace(`"${token}"`, '"[removed]"'));
});
