import t from 'tap';
import type { ParaViewServer } from '../../src/domain/paraview-server.ts';
import { isShownServer, panelChoices, panelServer } from '../../src/routes/side-panel-answers.ts';
import { formField } from '../support/form-samples.ts';

t.test('a list begins with the default of the site, and has what the form offers', (t) => {
  const field = { ...formField('project', { type: 'account', default: 'b' }), choices: ['a', 'b'], by_partition: {} };
  t.same(panelChoices([field], 'account', ['x']), ['b', 'a']);
  t.same(panelChoices([field], 'partition', ['x', 'y']), ['x', 'y'], 'a form without such a field: what there is');
  t.same(panelChoices([{ ...field, choices: null }], 'account', ['a', 'b']), ['b', 'a']);
  t.end();
});

t.test('servers are told in the words of Slurm, and those that ended are left out', (t) => {
  const job = { account: 'proj1', partition: 'batch', nodes: 2, walltime_seconds: 3723 };
  const startedAt = new Date(Date.now() - 61_500).toISOString();
  const server = { name: 'pv', state: 'ready', host: 'n1', started_at: startedAt, job } as ParaViewServer;
  t.same(panelServer(server), {
    name: 'pv',
    account: 'proj1',
    partition: 'batch',
    nodes: 2,
    timeLimit: '1:02:03',
    timeUsed: '0:01:01',
    state: 'RUNNING',
    connectionAddress: 'n1',
  });
  const bare = { ...server, job: null, started_at: null, state: 'queued' } as ParaViewServer;
  t.match(panelServer(bare), { nodes: 1, timeUsed: '0:00:00', state: 'PENDING' });
  t.match(panelServer({ ...bare, state: 'lost' }), { state: 'UNKNOWN' });
  const states = ['queued', 'starting', 'ready', 'ending', 'lost', 'stopped', 'failed'] as const;
  const shown = states.filter((state) => isShownServer({ ...server, state }));
  t.same(shown, ['queued', 'starting', 'ready', 'ending', 'lost']);
  t.end();
});
