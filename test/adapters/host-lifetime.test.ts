import t from 'tap';
import { findHostLifetime } from '../../src/adapters/host-lifetime.ts';

const nothing = { env: {}, exists: () => false, cgroup: '0::/user.slice/user-1000.slice/session-3.scope\n' };

t.test('a login session leaves instances alone', async (t) => {
  const free = { endsWith: null, endsAt: null };
  t.strictSame(findHostLifetime(nothing), free);
  const desktop =
    '0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-org.gnome.Terminal.slice/vte-spawn-1.scope\n';
  t.strictSame(findHostLifetime({ ...nothing, cgroup: desktop }), free);
  t.strictSame(findHostLifetime({ ...nothing, cgroup: '' }), free);
});

t.test('a batch job is named, with its end', async (t) => {
  const env = { SLURM_JOB_ID: '4711', SLURM_JOB_END_TIME: '1763719200' };
  t.strictSame(findHostLifetime({ ...nothing, env }), {
    endsWith: 'the Slurm job 4711 that Jupyter runs in',
    endsAt: '2025-11-21T10:00:00.000Z',
  });
  t.equal(findHostLifetime({ ...nothing, env: { SLURM_JOB_ID: '1', SLURM_JOB_END_TIME: 'soon' } }).endsAt, null);
  t.match(findHostLifetime({ ...nothing, env: { PBS_JOBID: '12.server' } }), { endsWith: /PBS job 12\.server/ });
});

t.test('containers are recognised', async (t) => {
  for (const clues of [
    { exists: (path: string) => path === '/.dockerenv' },
    { exists: (path: string) => path === '/run/.containerenv' },
    { env: { KUBERNETES_SERVICE_HOST: '10.0.0.1' } },
    { cgroup: '0::/system.slice/docker-0123.scope\n' },
    { cgroup: '12:pids:/kubepods/besteffort/pod1\n' },
  ])
    t.match(findHostLifetime({ ...nothing, ...clues }), { endsWith: /container/ }, JSON.stringify(clues));
});

t.test('a system service is named', async (t) => {
  t.match(findHostLifetime({ ...nothing, cgroup: '0::/system.slice/jupyter-ada.service\n' }), {
    endsWith: /jupyter-ada\.service/,
  });
  const user = '0::/user.slice/user-1000.slice/user@1000.service/app.slice/jupyter.service\n';
  t.match(findHostLifetime({ ...nothing, cgroup: user }), { endsWith: /service jupyter\.service/ });
});
