import t from 'tap';
import {
  hasNoAccounting,
  parseAssociations,
  parseClusterName,
} from '../../../src/adapters/slurm/association-output.ts';

// Printed by sacctmgr 22.05.8, for a user on two clusters.
const text = 'tm|proj1|proj1|normal\ntm|proj1|proj2|long,normal\nother|proj9|proj9|huge\n';

t.test('accounts and QOS are those of the cluster that is asked', async (t) => {
  t.same(parseAssociations(text, 'tm'), {
    accounts: ['proj1', 'proj2'],
    defaultAccount: 'proj1',
    qos: ['long', 'normal'],
  });
  t.same(parseAssociations('', 'tm'), { accounts: [], defaultAccount: null, qos: [] });
  t.throws(() => parseAssociations('sacctmgr: oh\n', 'tm'), { code: 'scheduler_unavailable' });
});

t.test('the cluster’s name is found in the configuration', async (t) => {
  t.equal(parseClusterName('CliFilterPlugins        = (null)\nClusterName             = tm\n'), 'tm');
  t.equal(parseClusterName(''), null);
});

t.test('a site without accounting is told apart from one whose accounting does not answer', async (t) => {
  t.ok(hasNoAccounting('You are not running a supported accounting_storage plugin\n'));
  t.notOk(
    hasNoAccounting('sacctmgr: error: slurm_persist_conn_open_without_init: failed to open persistent connection'),
  );
});
