import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSlurm, type SlurmOptions } from '../../src/adapters/slurm/slurm.ts';
import type { Scheduler, Submission } from '../../src/domain/scheduler.ts';
import type { SlurmCluster } from './slurm-cluster.ts';

/** A command in place of Slurm's own, in a directory that is given as `commandDirectory`: only for faults. */
export function writeCommand(directory: string, name: string, bashText: string): void {
  const file = join(directory, name);
  writeFileSync(file, `#!/bin/bash\n${bashText}\n`);
  chmodSync(file, 0o755);
}

/** The adapter, on the cluster of a test. */
export function slurmOf(cluster: SlurmCluster, changes: Partial<SlurmOptions> = {}): Scheduler {
  return createSlurm({
    env: cluster.env,
    user: cluster.user,
    commandTimeoutMs: 30_000,
    commandDirectory: null,
    accountsCommand: null,
    partitionsCommand: null,
    ...changes,
  });
}

/** A script that is handed in below the cluster's directory. */
export function batch(cluster: { directory: string }, lines: string, changes: Partial<Submission> = {}): Submission {
  return {
    jobName: 'test',
    script: `#!/bin/bash\n${lines}\n`,
    workingDirectory: cluster.directory,
    outputFile: join(cluster.directory, 'test.log'),
    afterJobId: null,
    ...changes,
  };
}
