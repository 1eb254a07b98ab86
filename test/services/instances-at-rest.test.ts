import t from 'tap';
import {
  makeApp,
  makeHost,
  makeInstances,
  makeStateDirectory,
  request,
  until,
  untilState,
} from '../support/instance-fixture.ts';

t.test('of instances that ended the first look reads the record alone, and once', async (t) => {
  const state = await makeStateDirectory(t);
  const before = await makeInstances(t, state);
  const { id } = await before.launch(request(makeApp({ command: 'echo the reason; exit 3' })));
  await untilState(before, id, 'failed');
  await before.close();

  const host = await makeHost(state);
  const asked: string[] = [];
  const noted = <Parameters extends unknown[], Result>(name: string, ask: (...words: Parameters) => Result) => {
    return (...words: Parameters) => {
      asked.push(name);
      return ask(...words);
    };
  };
  const { sessions } = host;
  const after = await makeInstances(t, state, {
    host: {
      ...host,
      sessions: {
        ...sessions,
        read: noted('read', sessions.read),
        lastWatchedAt: noted('lastWatchedAt', sessions.lastWatchedAt),
        readExitStatus: noted('readExitStatus', sessions.readExitStatus),
        watchSession: noted('watchSession', sessions.watchSession),
      },
      readLogTail: noted('readLogTail', host.readLogTail),
    },
  });
  t.match(after.get(id), { state: 'failed', exit_code: 3, log_tail: [] });
  t.strictSame(asked, ['read']);
  await until(() => after.get(id).log_tail.length > 0);
  t.match(after.get(id), { log_tail: ['the reason'] }, 'the next look shows the end of its log');
  t.ok(asked.includes('watchSession'), 'and what others change is noticed from then on');
});
