import t from 'tap';
import { type RecordLayout, readStateRecord, UnreadableRecord } from '../../src/adapters/state-record.ts';

interface Content {
  version: 2;
  id: string;
  title: string;
}

/** A layout as the next one may be: version 1 had a `name`. */
const layout: RecordLayout<Content> = {
  owner: 'thing',
  version: 2,
  upgrades: { 1: ({ name, ...rest }) => ({ ...rest, title: name }) },
  validator: () => ({
    Check: (value): value is Content =>
      (value as Content).version === 2 && typeof (value as Content).title === 'string',
    Errors: () => [{ instancePath: '/title', message: 'must be string' }],
  }),
  blank: (id) => ({ version: 2, id, title: 'Unknown' }),
};
const read = (value: unknown) => readStateRecord(JSON.stringify(value), 'a', layout);

t.test('a record of an older layout is brought up to date, step by step', (t) => {
  t.strictSame(read({ version: 1, id: 'a', name: 'x' }), { record: { version: 2, id: 'a', title: 'x' }, newer: null });
  t.strictSame(read({ version: 2, id: 'a', title: 'x' }), { record: { version: 2, id: 'a', title: 'x' }, newer: null });
  t.throws(() => read({ version: 0, id: 'a', name: 'x' }), new UnreadableRecord('its layout 0 is not known'));
  t.throws(() => read({ version: 1, id: 'a' }), new UnreadableRecord('/title must be string'));
  t.end();
});

t.test('of a newer layout what is understood is taken, the rest is blank', (t) => {
  t.strictSame(read({ version: 3, id: 'a', title: 'x' }), { record: { version: 2, id: 'a', title: 'x' }, newer: 3 });
  t.strictSame(read({ version: 3, id: 'a', title: ['x'] }), {
    record: { version: 2, id: 'a', title: 'Unknown' },
    newer: 3,
  });
  t.end();
});

t.test('what is no record says why', (t) => {
  t.throws(() => readStateRecord('{', 'a', layout), new UnreadableRecord('it is not valid JSON'));
  for (const value of [null, [], 7, 'x']) t.throws(() => read(value), new UnreadableRecord('it is no record'));
  t.throws(() => read({ version: 2, id: 'b', title: 'x' }), new UnreadableRecord('it belongs to another thing'));
  t.throws(() => read({ id: 'a', title: 'x' }), UnreadableRecord);
  t.end();
});
