import type { Scheduler, SchedulerLimits } from '../../domain/scheduler.ts';
import { accountingCommand, parseAccounting } from './accounting-output.ts';
import {
  associationsCommand,
  configCommand,
  hasNoAccounting,
  parseAssociations,
  parseClusterName,
} from './association-output.ts';
import { submitBatch, testBatch } from './batch-submission.ts';
import { cancelJob, findOutputFiles, holdOrRelease } from './job-control.ts';
import { nodesCommand, parsePartitions, partitionsCommand } from './partition-output.ts';
import { createPlaceFinder } from './place-finder.ts';
import { parseQueue, queueCommand } from './queue-output.ts';
import { type CommandSettings, readCommand, runCommand, unavailable } from './run-command.ts';
import { readSiteAccounts, readSitePartitions } from './site-lists.ts';
import { queryEnvironment } from './slurm-environment.ts';

export interface SlurmOptions extends CommandSettings {
  /** Environment of the commands, and of the jobs but for credentials. */
  env: NodeJS.ProcessEnv;
  /** Whose jobs and accounts: a login name. */
  user: string;
  /** Prints accounts, one a line, in place of Slurm's own list; null: Slurm's. */
  accountsCommand: string[] | null;
  /** Prints partitions as JSON; null: Slurm's own. */
  partitionsCommand: string[] | null;
}

/** Slurm 20.02 or later by its commands. */
export function createSlurm(options: SlurmOptions): Scheduler {
  const { env, user } = options;
  const asking = { settings: options, env: queryEnvironment(env), user };
  return {
    name: 'slurm',
    title: 'Slurm',
    submit: (submission) => submitBatch(options, env, submission),
    test: (submission) => testBatch(options, env, submission),
    listJobs: async () => parseQueue(await readCommand(options, queueCommand(user), asking.env)),
    findPlaces: createPlaceFinder(options, asking.env),
    findEnded: async (jobIds) => {
      const ids = jobIds.filter((id) => /^\d+(_\d+|\+\d+)?$/.test(id));
      if (ids.length === 0) return [];
      return parseAccounting(await readCommand(options, accountingCommand(ids), asking.env));
    },
    outputFiles: (jobId) => findOutputFiles(asking, jobId),
    cancel: (jobId) => cancelJob(asking, jobId),
    hold: (jobId) => holdOrRelease(asking, 'hold', jobId),
    release: (jobId) => holdOrRelease(asking, 'release', jobId),
    readLimits: () => readLimits(options, asking.env),
  };
}

async function readLimits(options: SlurmOptions, env: NodeJS.ProcessEnv): Promise<SchedulerLimits> {
  const [associations, siteAccounts] = await Promise.all([
    readAssociations(options, env),
    options.accountsCommand && readSiteAccounts(options, options.accountsCommand, env),
  ]);
  const accounts = siteAccounts ?? associations.accounts;
  const { defaultAccount, qos } = associations;
  return {
    partitions: await readPartitions(options, env, accounts),
    accounts,
    defaultAccount: defaultAccount !== null && accounts.includes(defaultAccount) ? defaultAccount : null,
    qos,
  };
}

async function readAssociations(options: SlurmOptions, env: NodeJS.ProcessEnv) {
  const [config, { stdout, stderr, exitCode }] = await Promise.all([
    readCommand(options, configCommand, env),
    runCommand(options, associationsCommand(options.user), env),
  ]);
  if (exitCode === 0) return parseAssociations(stdout, parseClusterName(config));
  // A site with its own list of accounts may well let nobody ask the accounting.
  if (hasNoAccounting(stderr) || options.accountsCommand !== null)
    return { accounts: [], defaultAccount: null, qos: [] };
  throw unavailable('sacctmgr', stderr || stdout);
}

async function readPartitions(options: SlurmOptions, env: NodeJS.ProcessEnv, accounts: string[]) {
  if (options.partitionsCommand !== null) return readSitePartitions(options, options.partitionsCommand, env);
  const [partitions, nodes] = await Promise.all([
    readCommand(options, partitionsCommand(), env),
    readCommand(options, nodesCommand, env),
  ]);
  return parsePartitions(partitions, nodes, accounts);
}
