import { ManagerError } from '../../domain/errors.ts';
import { refusal } from './refusals.ts';
import { type CommandSettings, runCommand } from './run-command.ts';

export interface JobControlOptions {
  settings: CommandSettings;
  env: NodeJS.ProcessEnv;
  user: string;
}

/** Cancels a job; for one that ended, or that Slurm does not know, nothing happens. @throws ManagerError job_refused, … */
export async function cancelJob({ settings, env }: JobControlOptions, jobId: string): Promise<void> {
  checkId(jobId);
  const { stderr, exitCode } = await runCommand(settings, ['scancel', jobId], env);
  if (isUnknown(stderr) || hasFinished(stderr)) return;
  // It tells of some refusals with the exit code 0.
  if (exitCode !== 0 || /error:/.test(stderr)) throw refusal('to cancel the job', stderr);
}

/** @throws ManagerError job_not_found, job_refused, scheduler_unavailable */
export async function holdOrRelease(
  { settings, env }: JobControlOptions,
  verb: 'hold' | 'release',
  jobId: string,
): Promise<void> {
  checkId(jobId);
  const { stderr, exitCode } = await runCommand(settings, ['scontrol', verb, jobId], env);
  if (isUnknown(stderr)) throw notFound(jobId);
  if (exitCode !== 0) throw refusal(`to ${verb} the job`, stderr);
}

/** Where a job's output goes, of a job of this user only. @throws ManagerError job_not_found, scheduler_unavailable */
export async function findOutputFiles(
  { settings, env, user }: JobControlOptions,
  jobId: string,
): Promise<{ output: string | null; error: string | null }> {
  checkId(jobId);
  const { stdout, stderr, exitCode } = await runCommand(settings, ['scontrol', 'show', 'job', jobId], env);
  if (exitCode !== 0 && !isUnknown(stderr)) throw refusal('to show the job', stderr);
  // A list of array tasks gives several; the first stands for all.
  const owner = /^ {3}UserId=([^(\n]*)\(\d+\)/m.exec(stdout)?.[1];
  if (exitCode !== 0 || owner !== user) throw notFound(jobId);
  return { output: pathOf(stdout, 'StdOut'), error: pathOf(stdout, 'StdErr') };
}

/** Job ids as the queue shows them: "12", "7_1", "7_[2-9,12]", "12+0". What else comes is nobody's id, and no argument. */
function checkId(jobId: string): void {
  if (!/^\d{1,12}(_\d+|_\[[\d,:-]+\]|\+\d+)?$/.test(jobId)) throw notFound(jobId);
}

function notFound(jobId: string): ManagerError {
  return new ManagerError('job_not_found', `Slurm knows no job "${jobId.slice(0, 50)}".`);
}

function isUnknown(stderr: string): boolean {
  return /invalid job id/i.test(stderr);
}

function hasFinished(stderr: string): boolean {
  return /already completing or completed|job has already finished/i.test(stderr);
}

function pathOf(text: string, key: string): string | null {
  const path = new RegExp(`^ {3}${key}=(/.*)$`, 'm').exec(text)?.[1];
  // scontrol fills in "%j" and the like, but leaves "%%" as it was given.
  return path === undefined || path === '/dev/null' ? null : path.replaceAll('%%', '%');
}
