import { ManagerError } from '../../domain/errors.ts';
import { excerpt } from './run-command.ts';

/** The error of a request that Slurm refused: its own words, and what can be done where that is known. */
export function refusal(what: string, stderr: string): ManagerError {
  const hint = hints.find(([pattern]) => pattern.test(stderr))?.[1];
  return new ManagerError('job_refused', `Slurm refused ${what}: ${sayRefusal(stderr)}${hint ? ` ${hint}` : ''}`);
}

/**
 * Slurm's message as a sentence, without the names of commands: "sbatch: error: Batch job submission failed: Invalid qos
 * specification" -> "Invalid qos specification."
 */
export function sayRefusal(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) =>
      line
        .replace(/^\w+: (error: |fatal: )?/, '')
        .replace(/^(Batch job submission failed|allocation failure|slurm_\w+ error): /, '')
        .replace(/ for job \S+$/, '')
        .trim(),
    )
    .filter((line) => line !== '');
  const text = excerpt([...new Set(lines)].join(' ')) || 'it gave no reason';
  return /[.!?\u2026]$/.test(text) ? text : `${text}.`;
}

/** Messages of src/common/slurm_errno.c and src/sbatch. */
const hints: [RegExp, string][] = [
  [
    /invalid account|account\/partition combination/i,
    'Choose one of your accounts, and one that the partition admits.',
  ],
  [/invalid partition/i, 'Choose one of the partitions of this system.'],
  [/time limit is invalid|invalid --time/i, 'Ask for a time within the limit of the partition.'],
  [/node count specification|invalid node count/i, 'Ask for at least one node, and no more than the partition has.'],
  [/node configuration is not available|more processors requested/i, 'Ask for less, or choose another partition.'],
  [/qos/i, 'Choose another QOS, or ask for less.'],
  [/accounting\/qos policy/i, 'A limit of the account is reached: ask for less, or wait until other jobs end.'],
  [/reservation/i, 'Choose a reservation that you may use, or none.'],
  [/generic resource|\bgres\b/i, 'Ask for GPUs that the nodes of the partition have.'],
  [/feature/i, 'Ask for a feature that nodes of the partition have.'],
  [/dos line breaks/i, 'Save the script with Unix line ends.'],
  [/does not look like a batch script/i, 'Begin the script with a line such as "#!/bin/bash".'],
  [/partition.{0,200}(down|inactive|not available)|partition state/i, 'Choose a partition that is up.'],
  [/access.permission denied/i, 'Only its owner and administrators may do that.'],
];
