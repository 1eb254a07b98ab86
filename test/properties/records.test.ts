import fc from 'fast-check';
import t from 'tap';
import { parseAddress } from '../../src/adapters/job-command.ts';
import { parseExitStatus, parseProcesses } from '../../src/adapters/keeper-notes.ts';
import { parseServerRecord } from '../../src/adapters/server-record.ts';
import { parseRecord } from '../../src/adapters/session-record.ts';
import { UnreadableRecord } from '../../src/adapters/state-record.ts';
import { readAccess } from '../../src/domain/access.ts';
import { notStarted } from '../../src/domain/paraview-server-record.ts';
import { runs } from '../support/property-runs.ts';
import { aJobInstance } from '../support/sample-job.ts';

const instance = aJobInstance();
const server = {
  version: 1,
  id: 'abcdefghijkl1234',
  name: 'Mine',
  kind: 'job',
  values: { nodes: 2 },
  after_server_id: null,
  created_at: '2025-11-21T14:00:00.000Z',
  ...notStarted,
  address: { host: 'n1', port: 23_456 },
  local: null,
  job: null,
};

const strange = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(null, -1, 1.5, 1e308, '', '\0', '../..', '/etc/passwd', [], {}, '__proto__', {
    length: 1e9,
  }),
);

/** A record of which some fields are something else, gone, or new. */
function damaged(record: object) {
  const names = fc.constantFrom(...Object.keys(record), '__proto__', 'constructor', 'toString', 'version', 'unknown');
  const changes = fc.array(fc.tuple(names, fc.option(strange, { nil: undefined })), { maxLength: 4 });
  return changes.map((list) => {
    // Text, as a file has it: an object literal would not keep a key "__proto__".
    const entries = new Map<string, unknown>(Object.entries(record));
    for (const [name, value] of list) entries.set(name, value);
    const pairs = [...entries].filter(([, value]) => value !== undefined);
    return `{${pairs.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
  });
}

/** What was read, or null where it was said to be no record; anything else that is thrown goes on. */
function read<Content>(parse: () => Content): Content | null {
  try {
    return parse();
  } catch (error) {
    if (error instanceof UnreadableRecord && error.message !== '') return null;
    throw error;
  }
}

const kinds = [
  ['instances', instance, (text: string) => parseRecord(text, instance.id)],
  ['ParaView servers', server, (text: string) => parseServerRecord(text, server.id)],
] as const;

for (const [what, sample, parse] of kinds) {
  t.test(`a record of ${what} comes back as it was`, async (t) => {
    t.match(parse(JSON.stringify(sample)), { record: sample });
  });

  t.test(`whatever stands in a record of ${what}, it is read or said to be unreadable`, async (t) => {
    const text = fc.oneof(
      { weight: 4, arbitrary: damaged(sample) },
      fc.jsonValue().map((value) => JSON.stringify(value)),
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.nat(600).map((length) => JSON.stringify(sample).slice(0, length)),
    );
    fc.assert(
      fc.property(text, (written) => {
        const found = read(() => parse(written));
        if (found === null) return true;
        const { record } = found;
        const again = read(() => parse(JSON.stringify(record)));
        const isClean = !('polluted' in {}) && Object.getPrototypeOf(record) === Object.prototype;
        return record.id === sample.id && again !== null && isClean;
      }),
      runs(600),
    );
    t.pass();
  });
}

t.test('an access file is read as lists of what has the right shape, whatever stands there', async (t) => {
  const link = { hash: 'h', created_at: '2025-11-21T14:00:00.000Z', expires_at: '2025-11-21T14:00:00.000Z' };
  const entry = fc.oneof(strange, fc.constantFrom<unknown>(link, { ...link, used_at: 7, note: {} }, { hash: 1 }));
  const file = fc.record(
    {
      version: fc.oneof(fc.constant(1), strange),
      links: fc.oneof(fc.array(entry, { maxLength: 5 }), strange),
      sessions: fc.oneof(fc.array(entry, { maxLength: 5 }), strange),
      instance_cookies: fc.oneof(fc.array(entry, { maxLength: 5 }), strange),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(file, strange), (value) => {
      const found = readAccess(value);
      const isText = (text: unknown) => typeof text === 'string';
      return (
        found.version === 1 &&
        found.links.every(
          ({ hash, used_at, note }) =>
            isText(hash) && (used_at === null || isText(used_at)) && (note === null || isText(note)),
        ) &&
        found.sessions.every(({ hash }) => isText(hash)) &&
        found.instance_cookies.every(({ name, hash }) => isText(name) && isText(hash)) &&
        JSON.stringify(readAccess(JSON.parse(JSON.stringify(found)))) === JSON.stringify(found)
      );
    }),
    runs(600),
  );
  t.pass();
});

t.test('notes of keepers and jobs are whole or none', async (t) => {
  const words = fc.constantFrom(
    'exit',
    'keeper',
    'command',
    '0',
    '139',
    '9'.repeat(12),
    '1763719200.123456',
    ' ',
    '\n',
    'n1',
    '10.0.0.1',
  );
  const line = fc.oneof(
    fc.array(words, { maxLength: 8 }).map((parts) => parts.join(' ')),
    fc.array(words, { maxLength: 8 }).map((parts) => `${parts.join(' ')}\n`),
    fc.string({ unit: 'binary', maxLength: 80 }),
  );
  fc.assert(
    fc.property(line, (text) => {
      const exit = parseExitStatus(text);
      const processes = parseProcesses(text);
      const address = parseAddress(text);
      return (
        (exit === null || (!Number.isNaN(Date.parse(exit.endedAt)) && exit.status >= 0)) &&
        (processes === null || (processes.keeper.pid > 0 && processes.command.pid > 0)) &&
        (address === null || (address.port > 0 && address.port < 65_536))
      );
    }),
    runs(1000),
  );
  t.pass();
});
