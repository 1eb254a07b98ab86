import { basename, dirname, isAbsolute } from 'node:path';
import { ManagerError } from '../domain/errors.ts';
import { expandPath } from '../domain/path-expansion.ts';
import type { Job, Submission } from '../domain/scheduler.ts';
import type { JobQueue, LogReader } from './ports.ts';

/** What a user hands in: a script, or the path of one. */
export interface OwnJobForm {
  script_file?: string | null;
  script?: string | null;
  working_directory?: string | null;
  name?: string | null;
}

/** Files of the user's own jobs. */
export interface JobFiles {
  /** @throws ManagerError invalid_parameters */
  readScript(path: string): Promise<string>;
  isDirectory(path: string): Promise<boolean>;
  mayRead(path: string): Promise<'yes' | 'no' | 'absent'>;
}

/** The user's own jobs: scripts that the user wrote, beside the servers and apps that this program hands in. */
export interface OwnJobs {
  /** The job as it stands in the queue. @throws ManagerError invalid_parameters, job_refused, … */
  submit(form: OwnJobForm): Promise<Job>;
  /** What `submit` would do. @throws ManagerError invalid_parameters, scheduler_unavailable, not_supported */
  dryRun(form: OwnJobForm): Promise<{ script: string; problems: string[]; estimated_start: string | null }>;
  /** The last lines of what a job printed; of two files for its two streams one after the other. @throws ManagerError job_not_found, not_found, … */
  readLog(jobId: string, lines: number): Promise<string>;
}

export interface OwnJobsOptions {
  queue: JobQueue;
  files: JobFiles;
  logs: Pick<LogReader, 'tail'>;
  home: string;
}

export function createOwnJobs({ queue, files, logs, home }: OwnJobsOptions): OwnJobs {
  return {
    async submit(form) {
      const submission = await readForm(form, files, home, queue);
      const { jobId } = await queue.submit(submission);
      // The first may have been under way since before.
      await queue.refresh();
      if (queue.find(jobId) === null) await queue.refresh();
      return queue.find(jobId) ?? justSubmitted(jobId, submission);
    },
    async dryRun(form) {
      const submission = await readForm(form, files, home, queue);
      const { problems, estimatedStart } = await queue.test(submission);
      return { script: submission.script, problems, estimated_start: estimatedStart };
    },
    async readLog(jobId, lines) {
      const { output, error } = await queue.outputFiles(jobId);
      const texts = [output === null ? '' : await readTail(output)];
      if (error !== null && error !== output) texts.push(`--- ${error} ---\n${await readTail(error)}`);
      return texts.filter((text) => text !== '').join('\n');

      async function readTail(path: string): Promise<string> {
        if ((await files.mayRead(path)) !== 'no') return logs.tail(path, lines);
        throw new ManagerError('not_found', `The job's output ${path} is no file that you may read.`);
      }
    },
  };
}

async function readForm(form: OwnJobForm, files: JobFiles, home: string, queue: JobQueue): Promise<Submission> {
  if (queue.title === null) throw new ManagerError('not_supported', 'This site has no scheduler for jobs.');
  const { script_file: scriptFile = null, script: text = null, name = null } = form;
  if ((scriptFile === null) === (text === null)) {
    throw wrong('/script_file', 'Give either the path of a script or the script itself.');
  }
  const path = scriptFile === null ? null : wholePath('/script_file', scriptFile, home);
  const script = path === null ? (text ?? '') : await files.readScript(path);
  const workingDirectory =
    form.working_directory == null
      ? path === null
        ? home
        : dirname(path)
      : wholePath('/working_directory', form.working_directory, home);
  if (!(await files.isDirectory(workingDirectory))) {
    throw wrong('/working_directory', `${workingDirectory} is not a directory that you can enter.`);
  }
  return {
    jobName: name ?? (path === null ? 'job' : basename(path)),
    keepsOwnName: name === null,
    script,
    workingDirectory,
    outputFile: null,
    afterJobId: null,
  };
}

/** "~/run.sh" -> "/home/ada/run.sh" */
function wholePath(field: string, text: string, home: string): string {
  const expanded = text.startsWith('~') ? expandPath(text, { home, env: {} }) : { ok: true as const, path: text };
  if (!expanded.ok) throw wrong(field, expanded.message);
  if (!isAbsolute(expanded.path) || expanded.path.includes('\0')) {
    throw wrong(field, `"${text}" is not a whole path: begin it with "/" or "~/".`);
  }
  return expanded.path;
}

function wrong(path: string, message: string): ManagerError {
  return new ManagerError('invalid_parameters', message, { errors: [{ path, message }] });
}

/** What is known of a job before the queue shows it. */
function justSubmitted(id: string, { jobName, workingDirectory }: Submission): Job {
  return {
    id,
    name: jobName,
    phase: 'queued',
    reason: null,
    reason_code: null,
    stuck: false,
    account: null,
    partition: null,
    qos: null,
    nodes: 0,
    node_list: null,
    cpus: null,
    walltime_seconds: null,
    submitted_at: null,
    expected_start_at: null,
    queue_place: null,
    started_at: null,
    ends_at: null,
    ended_at: null,
    exit_code: null,
    signal: null,
    restarts: 0,
    working_directory: workingDirectory,
    usage: null,
  };
}
