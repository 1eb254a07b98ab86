import fastify from 'fastify';
import t from 'tap';
import Type from 'typebox';
import { schemaCompilers } from '../../src/routes/schema-compilers.ts';

/** Schemas that note when they are read: a compiler cannot do without. */
function watched<Schema extends object>(schema: Schema, reads: string[], name: string): Schema {
  return new Proxy(schema, {
    get(target, key, receiver) {
      if (key === 'properties') reads.push(name);
      return Reflect.get(target, key, receiver);
    },
  });
}

t.test('a schema is compiled when it is needed first, and once', async (t) => {
  const reads: string[] = [];
  const app = fastify({ schemaController: schemaCompilers });
  t.teardown(() => app.close());
  for (const name of ['a', 'b']) {
    const body = watched(Type.Object({ count: Type.Integer() }, { additionalProperties: false }), reads, name);
    app.post(`/${name}`, { schema: { body } }, async () => ({ sum: 3 }));
  }
  await app.ready();
  const atStart = [...reads];
  const ask = (payload: object) => app.inject({ method: 'POST', url: '/a', payload });
  t.equal((await ask({ count: 1, more: 1 })).statusCode, 400, 'unknown fields are refused');
  t.equal((await ask({ count: '1' })).statusCode, 400, 'and values of another type');
  t.strictSame((await ask({ count: 1 })).json(), { sum: 3 });
  const afterFirst = [...reads];
  await ask({ count: 1 });
  t.strictSame(reads, afterFirst, 'compiled once');
  t.strictSame(
    reads.filter((name) => name.startsWith('b')),
    atStart.filter((name) => name.startsWith('b')),
    'what nobody asks for is not compiled',
  );
  t.ok(afterFirst.length > atStart.length, 'and the other not before it was asked for');
});
