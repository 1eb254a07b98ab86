import t from 'tap';
import type { InstanceRecord } from '../../src/domain/instance.ts';
import { upstreamOf } from '../../src/services/instance-book.ts';
import { aJobRecord } from '../support/sample-job.ts';

const where = (given: Partial<InstanceRecord>) =>
  upstreamOf({ unix_socket: null, number: 40_123, port: null, job: null, ...given } as InstanceRecord);
const announced = { host: 'n1', address: '10.0.0.1', at: '2025-11-21T10:00:00Z', seen_at: '2025-11-21T10:00:01Z' };

t.test('an instance is reached where it listens', (t) => {
  t.strictSame(where({ unix_socket: '/run/app.sock', port: 5000 }), { kind: 'unix', path: '/run/app.sock' });
  t.strictSame(where({ port: 5000 }), { kind: 'tcp', host: '127.0.0.1', port: 5000 });
  t.strictSame(
    where({}),
    { kind: 'tcp', host: '127.0.0.1', port: 40_123 },
    'its number, where it has no port of its own',
  );
  t.strictSame(where({ port: 5000, job: aJobRecord({ address: announced }) }), {
    kind: 'tcp',
    host: '10.0.0.1',
    port: 5000,
  });
  t.end();
});

t.test('a job that did not announce where it listens is reached nowhere', (t) => {
  const nowhere = { kind: 'tcp', host: '127.0.0.1', port: 0 };
  t.strictSame(where({ port: 5000, job: aJobRecord({ address: null }) }), nowhere);
  t.strictSame(where({ job: aJobRecord({ address: announced }) }), { ...nowhere, host: '10.0.0.1' });
  t.end();
});
