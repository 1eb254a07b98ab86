import { existsSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { makeHome, mayMount, startFaultDaemon } from '../support/fault-daemon.ts';
import { mountSilentFiles } from '../support/silent-files.ts';
import { until } from '../support/until.ts';

const skip = !(mayMount() && existsSync('/dev/fuse')) && 'only root can mount a file system of his own (FUSE) here';

t.test(
  'a directory of apps that does not answer holds nothing else up, and is listed again when it does',
  { skip },
  async (t) => {
    const home = await makeHome(t);
    const away = join(home, 'away');
    await mkdir(away);
    const env = { JUPYTER_PATH: `${away}:${join(home, 'jupyter')}` };
    const daemon = await startFaultDaemon(t, { home, env, stateDisk: 'size=4m' });
    const list = async () => (await daemon.call('GET', 'api/v1/apps')).json;
    t.match(await list(), { apps: [{ id: 'tiny' }], problems: [] });
    const answer = await mountSilentFiles(t, daemon.child.pid ?? 0, away);
    const silent = { file: join(away, 'trame'), message: 'Its file system does not answer.' };
    await until(async () => (await list()).problems.length > 0, 'the silent directory to be told of');
    t.match(await list(), { apps: [{ id: 'tiny' }], problems: [silent] });
    const [one, two] = await Promise.all([daemon.ready(), daemon.ready()]);
    t.not(one.id, two.id);
    t.match(await daemon.call('POST', 'api/v1/apps/tiny/instances', { data_directory: join(away, 'data') }), {
      status: 422,
      json: { detail: /does not answer/ },
    });
    await symlink(join(away, 'data'), join(home, 'link'));
    t.match(await daemon.call('GET', `api/v1/files?path=${home}/link`), {
      status: 200,
      json: { entries: [], problem: /does not answer/ },
    });
    const { entries, problem } = (await daemon.call('GET', `api/v1/files?path=${home}`)).json;
    t.equal(problem, null, 'the home directory answers, with what leads away from it');
    t.match(
      entries.filter(({ name }: { name: string }) => name === 'away' || name === 'link'),
      [
        { name: 'away', kind: 'directory', readable: false },
        { name: 'link', kind: 'directory', readable: false },
      ],
    );
    t.equal((await daemon.call('DELETE', `api/v1/instances/${one.id}`)).status, 204);
    answer();
    await until(async () => (await list()).problems.length === 0, 'the directory to be listed again');
    t.match(await list(), { apps: [{ id: 'tiny' }] });
  },
);
