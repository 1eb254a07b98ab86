import t from 'tap';
import type { FoundProcess } from '../../src/domain/instance-host.ts';
import { findOthers, type ProcessHost } from '../../src/services/instance-stopper.ts';

const record = { id: 'a', boot_id: 'b', keeper: { pid: 10, startTicks: 1 } };

function found(pid: number, startTicks: number): FoundProcess {
  return { pid, startTicks, parent: 1, group: pid, session: 10 };
}

/** A machine that shows these processes, one list for each look. */
function hostOf(...looks: FoundProcess[][]) {
  const marks: unknown[] = [];
  const host = {
    sessions: { directory: (id: string) => `/s/${id}` },
    findProcesses: async (mark: unknown) => {
      marks.push(mark);
      return looks[marks.length - 1] ?? [];
    },
  } as unknown as ProcessHost;
  return { host, marks };
}

t.test('the processes of an instance come without its keeper, the oldest first', async (t) => {
  const { host, marks } = hostOf([found(12, 30), found(10, 1), found(11, 20), found(13, 25)]);
  t.strictSame(
    (await findOthers(host, record)).map(({ pid }) => pid),
    [11, 13, 12],
  );
  t.strictSame(marks, [{ id: 'a', sessionDirectory: '/s/a', keeper: record.keeper }]);
});

t.test('that there are none is believed on a second look only', async (t) => {
  const late = hostOf([found(10, 1)], [found(10, 1), found(11, 2)]);
  t.strictSame(await findOthers(late.host, record), [found(11, 2)]);
  const none = hostOf([found(10, 1)]);
  t.strictSame(await findOthers(none.host, record), []);
  t.equal(none.marks.length, 2);
  const unkept = hostOf([found(10, 1)]);
  t.strictSame(await findOthers(unkept.host, { ...record, keeper: null }), [found(10, 1)]);
});
