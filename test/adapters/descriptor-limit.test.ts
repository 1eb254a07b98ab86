import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { descriptorLimit } from '../../src/adapters/descriptor-limit.ts';
import { startDaemon } from '../support/daemon.ts';
import { until } from '../support/until.ts';

const home = mkdtempSync(join(tmpdir(), 'tm-descriptors-'));
t.teardown(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));

t.test('the limit is what the kernel says, where it says it', async (t) => {
  t.ok((descriptorLimit() ?? 0) > 0);
  const file = join(home, 'limits');
  writeFileSync(
    file,
    'Max cpu time  unlimited  unlimited  seconds\nMax open files            1024                 4096   files\n',
  );
  t.equal(descriptorLimit(file), 1024);
  writeFileSync(file, 'Max open files            unlimited            unlimited            files\n');
  t.equal(descriptorLimit(file), null);
  t.equal(descriptorLimit(join(home, 'nowhere')), null);
});

t.test(
  'a program that opens connections without end leaves descriptors for others',
  { skip: noPrlimit() },
  async (t) => {
    const wrapper = ['prlimit', '--nofile=400:400'];
    const daemon = await startDaemon(t, { home, args: ['--port', '0'], wrapper });
    const port = Number(new URL(daemon.url).port);
    const flood = Array.from({ length: 600 }, () => {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined);
      t.teardown(() => socket.destroy());
      return socket.resume();
    });
    const open = () => flood.filter(({ closed }) => !closed).length;
    await until(() => open() <= 72, 'the oldest to be closed');
    for (const path of ['healthz', 'api/v1/instances', 'api/v1/system'])
      t.equal((await daemon.call('GET', path)).status, 200);
    t.notMatch(daemon.log(), /EMFILE|"level":[56]0/);
  },
);

function noPrlimit(): string | false {
  try {
    execFileSync('prlimit', ['--version'], { stdio: 'ignore' });
    return false;
  } catch {
    return 'there is no prlimit here';
  }
}
