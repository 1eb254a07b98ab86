import { readFileSync } from 'node:fs';
import t from 'tap';
import { problemsOf } from '../../reliability/load/load-report.ts';
import { usersGlibcSettings, usersNodeArguments } from '../../reliability/load/measured-daemon.ts';
import { sourceProgram } from '../../reliability/load/program-options.ts';
import { fullScale, type LoadScale, runLoad } from '../../reliability/load/run-load.ts';
import { makeStateDirectory } from '../support/instance-fixture.ts';

const scale: LoadScale = {
  ...fullScale,
  ended: 35,
  running: 5,
  atOnce: 5,
  rounds: 1,
  websockets: 50,
  watchers: 10,
  callsPerSecond: 30,
  messageEveryMs: 200,
  pauseMs: 500,
};

t.test(
  'under load every message arrives, all viewers see the same, all answers are right, and nothing stays',
  async (t) => {
    const home = await makeStateDirectory(t);
    const result = await runLoad({ main: sourceProgram, home, scale, seed: 1, say: (text) => t.comment(text) });
    t.strictSame(problemsOf(result, scale), []);
    t.ok(result.traffic.sent > scale.websockets, `${result.traffic.sent} messages`);
    t.equal(result.traffic.agreeing, scale.watchers);
    t.ok(result.traffic.pages > 0 && result.traffic.events > scale.watchers, `${result.traffic.events} events`);
    t.ok(new Set(result.api.calls.map(({ what }) => what)).size >= 5, 'different calls were made');
    t.equal(Object.keys(result.listed).length, scale.ended + scale.running);
    t.ok(result.after.descriptors <= result.before.descriptors);
  },
);

t.test('what is measured is started as users start it', async (t) => {
  const file = new URL('../../launcher-entries/trame_manager/daemon_command.py', import.meta.url);
  const [, words] = /^_NODE_ARGUMENTS = (\[.*\])$/m.exec(readFileSync(file, 'utf8')) ?? [];
  t.strictSame(usersNodeArguments, JSON.parse(words ?? 'null'));
  const [, settings] = /^_GLIBC_SETTINGS = (\{.*\})$/m.exec(readFileSync(file, 'utf8')) ?? [];
  t.strictSame(usersGlibcSettings, JSON.parse(settings ?? 'null'));
});
