/** Started with the directory of a test's cluster; removes the cluster once the test that started it has gone. */
import { existsSync } from 'node:fs';
import { removeCluster } from './slurm-processes.ts';

const [directory = ''] = process.argv.slice(2);
process.stdin.resume();
process.stdin.once('close', () => {
  if (existsSync(directory)) void removeCluster(directory);
});
