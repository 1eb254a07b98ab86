import type { Submission, SubmissionTest } from '../../domain/scheduler.ts';
import { parsePartitions, partitionsCommand } from './partition-output.ts';
import { refusal, sayRefusal } from './refusals.ts';
import { type CommandSettings, readCommand, runCommand, unavailable } from './run-command.ts';
import { jobEnvironment, queryEnvironment } from './slurm-environment.ts';
import { parseDuration, parseEstimate } from './slurm-values.ts';

/** Hands a script in. @throws ManagerError job_refused, scheduler_unavailable */
export async function submitBatch(
  settings: CommandSettings,
  env: NodeJS.ProcessEnv,
  submission: Submission,
): Promise<{ jobId: string }> {
  const command = ['sbatch', '--parsable', ...batchArguments(submission)];
  const { stdout, stderr, exitCode } = await runCommand(settings, command, jobEnvironment(env), submission.script);
  if (exitCode !== 0) throw refusal('the job', stderr);
  // "12", or "12;cluster" where there are several.
  const jobId = /^(\d+)(;\S+)?$/.exec(stdout.trim())?.[1];
  if (jobId === undefined) throw unavailable('sbatch', stdout);
  return { jobId };
}

/**
 * Asks Slurm what would become of a script. Slurm itself takes jobs that can never start, and even names a time for them:
 * the limits of the partition that it chose are therefore compared here.
 *
 * @throws ManagerError scheduler_unavailable
 */
export async function testBatch(
  settings: CommandSettings,
  env: NodeJS.ProcessEnv,
  submission: Submission,
): Promise<SubmissionTest> {
  const command = ['sbatch', '--test-only', '--verbose', ...batchArguments(submission)];
  const asked = queryEnvironment(env);
  const { stderr, exitCode } = await runCommand(settings, command, asked, submission.script);
  const messages = stderr.split('\n').filter((line) => !isChatter(line));
  if (exitCode !== 0) return { problems: [sayRefusal(messages.join('\n'))], estimatedStart: null };
  const answer = /Job \d+ to start at (\S+) using .* in partition (\S+)/.exec(stderr);
  const [, start = '', partition] = answer ?? [];
  if (partition === undefined) throw unavailable('sbatch', messages.join('\n') || stderr);
  const problems = await overLimits(settings, asked, partition, readOptions(stderr));
  return { problems, estimatedStart: problems.length > 0 ? null : parseEstimate(start) };
}

/** A name or path is one argument, whatever stands in it. */
function batchArguments(submission: Submission): string[] {
  const { jobName, keepsOwnName = false, script, workingDirectory, outputFile, afterJobId } = submission;
  return [
    ...(keepsOwnName && namesItself(script) ? [] : [`--job-name=${jobName}`]),
    `--chdir=${workingDirectory}`,
    // In a pattern for file names "%" begins a replacement.
    ...(outputFile === null ? [] : [`--output=${outputFile.replaceAll('%', '%%')}`, '--open-mode=append']),
    ...(afterJobId === null ? [] : [`--dependency=afterany:${afterJobId}`]),
  ];
}

function namesItself(script: string): boolean {
  return /^#SBATCH[ \t](?:.*[ \t])?(?:-J|--job-name\b)/m.test(script);
}

/** What `--verbose` adds, but for the options that it lists: "sbatch: select/cons_tres: common_init: …". */
function isChatter(line: string): boolean {
  return !/^(sbatch: (error|fatal):|allocation failure:)/.test(line);
}

/** "sbatch: time                : 05:00:00" */
function readOptions(stderr: string): { time: string | undefined; nodes: string | undefined } {
  const option = (name: string) => new RegExp(`^sbatch: ${name} +: (\\S+)$`, 'm').exec(stderr)?.[1];
  return { time: option('time'), nodes: option('nodes') };
}

async function overLimits(
  settings: CommandSettings,
  env: NodeJS.ProcessEnv,
  name: string,
  asked: ReturnType<typeof readOptions>,
): Promise<string[]> {
  const [partition] = parsePartitions(await readCommand(settings, partitionsCommand(name), env), '', []);
  if (partition === undefined) return [];
  const { maximum_walltime_seconds: longest, maximum_nodes: most, total_nodes: all, state_reason: state } = partition;
  const problems = state === null ? [] : [`${state.replace('The partition', `The partition ${name}`)}.`];
  const walltime = parseDuration(asked.time ?? '');
  if (longest !== null && (walltime ?? 0) > longest) {
    problems.push(`It asks for ${minutes(walltime ?? 0)}; the partition ${name} allows ${minutes(longest)}.`);
  }
  const nodes = Number.parseInt(asked.nodes ?? '', 10);
  if (nodes < 1) problems.push('It asks for no node; a job needs at least one.');
  if (nodes > Math.min(most ?? all, all)) {
    problems.push(`It asks for ${nodes} nodes; the partition ${name} allows ${Math.min(most ?? all, all)}.`);
  }
  return problems;
}

/** 3600 -> "60 minutes", 9_000 -> "2 h 30 min" */
function minutes(seconds: number): string {
  const whole = Math.floor(seconds / 60);
  return whole < 120 ? `${whole} minutes` : `${Math.floor(whole / 60)} h ${whole % 60} min`;
}
