import { join } from 'node:path';
import t from 'tap';
import { readSiteAccounts, readSitePartitions } from '../../../src/adapters/slurm/site-lists.ts';
import { shortDirectory } from '../../support/short-directory.ts';
import { writeCommand } from '../../support/slurm-commands.ts';

const env = { PATH: process.env.PATH };
const settings = { commandDirectory: '/nowhere', commandTimeoutMs: 10_000 };

t.test('a site’s command names the accounts, one a line', async (t) => {
  const directory = shortDirectory(t);
  writeCommand(directory, 'budgets', 'printf "%s\\n" zam "  $1" "" zam');
  t.same(await readSiteAccounts(settings, [join(directory, 'budgets'), 'cstvis'], env), ['zam', 'cstvis']);
  writeCommand(directory, 'budgets', 'echo "no budgets found"');
  await t.rejects(readSiteAccounts(settings, [join(directory, 'budgets')], env), { code: 'scheduler_unavailable' });
});

t.test('a site’s command names the partitions; what it leaves out is unlimited', async (t) => {
  const directory = shortDirectory(t);
  const command = [join(directory, 'partitions')];
  writeCommand(directory, 'partitions', `echo '[{"name": "gpus", "maximum_nodes": 4, "gpus_per_node": 4}]'`);
  t.same(await readSitePartitions(settings, command, env), [
    {
      name: 'gpus',
      is_default: false,
      is_up: true,
      state_reason: null,
      maximum_walltime_seconds: null,
      default_walltime_seconds: null,
      maximum_nodes: 4,
      total_nodes: 0,
      cpus_per_node: null,
      memory_per_node_bytes: null,
      gpus_per_node: 4,
      allowed_accounts: null,
      allowed_qos: null,
    },
  ]);
  const wrong = [
    'no JSON',
    '{"name": "gpus"}',
    '[{"name": ""}]',
    '[{"name": "gpus", "maximum_nodes": "4"}]',
    '[{"name": "a", "nodes": 1}]',
  ];
  for (const text of wrong) {
    writeCommand(directory, 'partitions', `echo '${text}'`);
    await t.rejects(readSitePartitions(settings, command, env), { code: 'scheduler_unavailable' }, text);
  }
});
