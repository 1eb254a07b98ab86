/**
 * A batch system as the program sees it, in words that fit them all. adapters/slurm is the first; nothing outside of an
 * adapter knows one scheduler's own words.
 */
export interface Scheduler {
  /** "slurm": the value of the site file's `scheduler`. */
  readonly name: string;
  /** As it stands in sentences: "Slurm". */
  readonly title: string;
  /**
   * Hands a script in.
   * @throws ManagerError job_refused with the scheduler's own message, scheduler_unavailable
   */
  submit(submission: Submission): Promise<{ jobId: string }>;
  /**
   * Asks what would become of a script, without handing it in.
   * @throws ManagerError scheduler_unavailable
   */
  test(submission: Submission): Promise<SubmissionTest>;
  /**
   * All jobs of this user that the queue holds, with those that ended a short while ago, in one query.
   * @throws ManagerError scheduler_unavailable: no answer is never "no jobs"
   */
  listJobs(): Promise<Job[]>;
  /**
   * Where some of this user's jobs stand among all that wait; those of which that cannot be told are left out. Costs the scheduler
   * more than `listJobs`, as it looks at everybody's jobs.
   * @throws ManagerError scheduler_unavailable
   */
  findPlaces(jobs: readonly Job[]): Promise<Map<string, QueuePlace>>;
  /**
   * What the accounting knows of jobs that the queue has forgotten; it lags by seconds. Unknown ones are left out.
   * @throws ManagerError scheduler_unavailable, also where a site keeps no accounting
   */
  findEnded(jobIds: string[]): Promise<Job[]>;
  /** Where the job's output goes, as known to the queue. @throws ManagerError job_not_found, scheduler_unavailable */
  outputFiles(jobId: string): Promise<{ output: string | null; error: string | null }>;
  /** Cancelling a job that ended is no error. @throws ManagerError job_refused, scheduler_unavailable */
  cancel(jobId: string): Promise<void>;
  hold(jobId: string): Promise<void>;
  release(jobId: string): Promise<void>;
  /** What this user may use. @throws ManagerError scheduler_unavailable */
  readLimits(): Promise<SchedulerLimits>;
}

/** A script to be handed in. Everything that the scheduler has to know but the paths stands in the script's own directives. */
export interface Submission {
  /** Shown in the queue. */
  jobName: string;
  /** A name that the script gives itself wins over `jobName`. Default: false. */
  keepsOwnName?: boolean;
  /** The whole script, from "#!" on. */
  script: string;
  /** Absolute; the job starts there. */
  workingDirectory: string;
  /** Absolute; both streams are appended to it. Null: as the script says. */
  outputFile: string | null;
  /** The job starts when this one has ended, however it ended. */
  afterJobId: string | null;
}

/** What the scheduler says of a script before it is handed in. */
export interface SubmissionTest {
  /** Sentences that say why it would be refused, or never start; empty when nothing is wrong. */
  problems: string[];
  /** ISO 8601, UTC; null where the scheduler makes no estimate. */
  estimatedStart: string | null;
}

/**
 * `queued` waits for its turn, `held` waits for a person, `starting` has its nodes and prepares them, `running` runs,
 * `suspended` stands still on its nodes, `ending` is cleaned up; all others have ended.
 */
export const jobPhases = [
  'queued',
  'held',
  'starting',
  'running',
  'suspended',
  'ending',
  'completed',
  'failed',
  'cancelled',
  'timed_out',
  'out_of_memory',
  'node_failed',
  'preempted',
] as const;
export type JobPhase = (typeof jobPhases)[number];

/** A job as the scheduler shows it now. Times are ISO 8601 in UTC; null where unknown or not yet. */
export interface Job {
  id: string;
  name: string;
  phase: JobPhase;
  /** Why it waits or how it ended, in plain words: "Other jobs are ahead"; null where there is nothing to say. */
  reason: string | null;
  /** The scheduler's own word for it ("Priority"), for the help desk; null: none. */
  reason_code: string | null;
  /** True where it will never start as it is (over a limit, partition down): a person has to act. */
  stuck: boolean;
  account: string | null;
  partition: string | null;
  qos: string | null;
  nodes: number;
  /** Names of the nodes it has: "n[1-2]"; null before. */
  node_list: string | null;
  cpus: number | null;
  walltime_seconds: number | null;
  submitted_at: string | null;
  expected_start_at: string | null;
  /** Only while it waits for its turn, and where the scheduler shows everybody's jobs. */
  queue_place: QueuePlace | null;
  started_at: string | null;
  /** When its walltime is over. */
  ends_at: string | null;
  ended_at: string | null;
  exit_code: number | null;
  /** "SIGKILL" */
  signal: string | null;
  /** How often it was put back into the queue. */
  restarts: number;
  working_directory: string | null;
  /** Used and asked for; only for jobs that ended, where the accounting knows. */
  usage: JobUsage | null;
}

/** Where a job stands among those that wait for their turn in a partition. */
export interface QueuePlace {
  /** 1: it is the next. */
  place: number;
  /** How many wait there for their turn, with this one. */
  waiting: number;
  partition: string;
}

/** What an ended job asked for and what it used. */
export interface JobUsage {
  elapsed_seconds: number | null;
  walltime_seconds: number | null;
  /** Of all its processors together. */
  cpu_seconds: number | null;
  /** Processors times elapsed time. */
  cpu_seconds_allocated: number | null;
  /** The most that one of its tasks held. */
  memory_peak_bytes: number | null;
  memory_requested_bytes: number | null;
}

/** True once nothing of a job runs or will run. */
export function hasEnded(phase: JobPhase): boolean {
  return jobPhases.indexOf(phase) >= jobPhases.indexOf('completed');
}

/** What a user may ask for, as the scheduler tells it. */
export interface SchedulerLimits {
  partitions: Partition[];
  /** Accounts of this user; empty where the site keeps none. */
  accounts: string[];
  defaultAccount: string | null;
  /** Qualities of service open to this user; empty where the site keeps none. */
  qos: string[];
}

/** A part of the machine with limits of its own; nulls are "no limit". */
export interface Partition {
  name: string;
  is_default: boolean;
  /** False where jobs cannot start now (down, drained, inactive). */
  is_up: boolean;
  /** Why it is not up, in plain words; null when it is. */
  state_reason: string | null;
  maximum_walltime_seconds: number | null;
  default_walltime_seconds: number | null;
  maximum_nodes: number | null;
  /** How many nodes it has in all. */
  total_nodes: number;
  /** The most processors that one of its nodes has. */
  cpus_per_node: number | null;
  memory_per_node_bytes: number | null;
  /** The most GPUs that one of its nodes has; 0: none. */
  gpus_per_node: number;
  /** Null: every account. */
  allowed_accounts: string[] | null;
  /** Null: every QOS. */
  allowed_qos: string[] | null;
}

/**
 * True where `job` is the one that `known` tells of, and no later one with the same id: schedulers count from 1 again
 * once their numbers are used up. A job that was put back into the queue keeps its id, but is submitted anew.
 *
 * @param known what was seen of it: its `submitted_at`, null where it never was in the queue while somebody looked
 */
export function isSameJob(job: Job, known: { id: string; submitted_at: string | null }): boolean {
  if (job.id !== known.id) return false;
  return (
    known.submitted_at === null ||
    job.submitted_at === null ||
    job.submitted_at === known.submitted_at ||
    job.restarts > 0
  );
}
