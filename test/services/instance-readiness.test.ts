import t from 'tap';
import type { InstanceRecord } from '../../src/domain/instance.ts';
import type { InstanceHost, ProbeResult, ProbeTarget } from '../../src/domain/instance-host.ts';
import { blankInstanceRecord } from '../../src/domain/instance-stand-in.ts';
import { startingForMs, waitUntilReady } from '../../src/services/instance-readiness.ts';

const noted = { host: 'n1', address: '10.0.0.2', seen_at: new Date(Date.now() - 4000).toISOString() };
const job = { address: noted } as unknown as InstanceRecord['job'];

/** A record with 0.1 s to answer. */
function recordOf(changes: Partial<InstanceRecord> = {}): InstanceRecord {
  const ready = { path: '/', timeout_seconds: 0.1 };
  return { ...blankInstanceRecord('a', '2026-11-22T00:00:00Z'), port: 4711, number: 4711, ready, ...changes };
}

/** Asks until an end; `answers` come one after the other, the last again and again. */
async function wait(record: InstanceRecord, answers: ProbeResult[], signal = new AbortController().signal) {
  const asked: [target: ProbeTarget, path: string][] = [];
  const probeHttp = async (target: ProbeTarget, path: string) => {
    asked.push([target, path]);
    return (answers.length > 1 ? answers.shift() : answers[0]) ?? { kind: 'refused' as const };
  };
  const outcome = await waitUntilReady({ probeHttp } as unknown as InstanceHost, record, '/up', signal);
  return { outcome, asked };
}

t.test('an app is ready with its first answer below 500', async (t) => {
  const { outcome, asked } = await wait(recordOf({ ready: { path: '/', timeout_seconds: 60 } }), [
    { kind: 'refused' },
    { kind: 'silent' },
    { kind: 'answered', status: 503 },
    { kind: 'answered', status: 499 },
  ]);
  t.strictSame(outcome, { kind: 'ready' });
  t.strictSame(asked, new Array(4).fill([{ kind: 'tcp', host: '127.0.0.1', port: 4711 }, '/up']));
});

t.test('one that does not answer in time is told by what was found at its place', async (t) => {
  const hintOf = async (record: InstanceRecord, answer: ProbeResult) => {
    const { outcome } = await wait(record, [answer]);
    return outcome.kind === 'failed' ? `${outcome.reason}. ${outcome.hint}` : outcome.kind;
  };
  const refused: ProbeResult = { kind: 'refused' };
  t.match(await hintOf(recordOf(), refused), /^It did not answer within .* Nothing listens on port 4711: .* \$PORT on/);
  t.match(await hintOf(recordOf({ kind: 'trame' }), refused), /pass \$INSTANCE_ARGS on to the app/);
  t.match(await hintOf(recordOf({ unix_socket: '/s/a.sock' }), refused), /on its unix socket: .* \$UNIX_SOCKET on/);
  t.match(await hintOf(recordOf({ unix_socket: '/s/a.sock' }), { kind: 'silent' }), /listens on its unix socket but/);
  t.match(await hintOf(recordOf({ job }), refused), /Nothing that this machine can reach .* \$PORT and \$BIND_ADDRESS/);
  t.match(await hintOf(recordOf({ job, kind: 'trame' }), refused), /pass \$INSTANCE_ARGS on/);
  t.match(await hintOf(recordOf(), { kind: 'silent' }), /Something listens on port 4711 but does not answer HTTP at/);
  t.match(await hintOf(recordOf(), { kind: 'answered', status: 500 }), /It answers \/up with status 500: its log/);
  t.match(await hintOf(recordOf(), { kind: 'foreign' }), /^Port 4711 belongs to another user's program\. Restart it/);
});

t.test('nobody is asked any more when it need not be known', async (t) => {
  const ending = new AbortController();
  ending.abort();
  const { outcome, asked } = await wait(recordOf(), [{ kind: 'refused' }], ending.signal);
  t.strictSame([outcome, asked], [{ kind: 'aborted' }, []]);
});

t.test('its time runs since its process was started, or since the address of its job was seen', (t) => {
  t.equal(startingForMs({ runsForMs: () => 700 }, recordOf()), 700);
  t.equal(startingForMs({ runsForMs: () => null }, recordOf()), 0);
  const ofJob = startingForMs({ runsForMs: () => 700 }, recordOf({ job }));
  t.ok(ofJob >= 4000 && ofJob < 60_000, `${ofJob} ms`);
  const ahead = { address: { ...noted, seen_at: new Date(Date.now() + 60_000).toISOString() } };
  t.equal(startingForMs({ runsForMs: () => 700 }, recordOf({ job: ahead as unknown as InstanceRecord['job'] })), 0);
  t.end();
});
