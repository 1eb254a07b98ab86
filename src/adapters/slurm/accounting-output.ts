import { hasEnded, type Job, type JobUsage } from '../../domain/scheduler.ts';
import { judgeJob } from './job-verdict.ts';
import { unavailable } from './run-command.ts';
import { parseCount, parseDuration, parseSize, parseTime, textOrNull } from './slurm-values.ts';

/** The command that tells of these jobs and their steps, the last run of each. */
export function accountingCommand(jobIds: string[]): string[] {
  const format = `--format=${fields.join(',')}`;
  return ['sacct', '--noheader', '--parsable2', `--delimiter=${unit}`, `--jobs=${jobIds.join(',')}`, format];
}

/** The jobs that ended. @throws ManagerError scheduler_unavailable where the text is not what that command prints */
export function parseAccounting(text: string): Job[] {
  const rows = joinBroken(text).map(parseRow);
  return (
    rows
      // A job's end may reach the accounting before its beginning: until then a row without a time limit stands for it.
      .filter((row) => !row.JobID.includes('.') && row.TimelimitRaw !== '')
      .map((row) => {
        const steps = rows.filter(({ JobID }) => JobID.startsWith(`${row.JobID}.`));
        return toJob(row, steps);
      })
      .filter(({ phase }) => hasEnded(phase))
  );
}

/** The name comes last: whatever stands in it cannot shift another field. */
const fields = [
  'JobID',
  'State',
  'ExitCode',
  'Account',
  'Partition',
  'QOS',
  'NNodes',
  'NCPUS',
  'NodeList',
  'TimelimitRaw',
  'Submit',
  'Start',
  'End',
  'ElapsedRaw',
  'CPUTimeRAW',
  'TotalCPU',
  'MaxRSS',
  'ReqMem',
  'WorkDir',
  'Reason',
  'JobName',
] as const;

type Row = Record<(typeof fields)[number], string>;

const unit = '\x1f';

/** "12␟COMPLETED␟…", "12.batch␟…", "7_2␟…"; a line that begins otherwise goes on with the name of the one before. */
function joinBroken(text: string): string[] {
  const whole: string[] = [];
  for (const line of text.split('\n')) {
    if (/^\d[\w.+[\]%,:-]*\x1f[A-Z_]+/.test(line)) whole.push(line);
    else if (whole.length > 0) whole.push(`${whole.pop()}\n${line}`);
    else if (line !== '') throw unavailable('sacct', text);
  }
  return whole;
}

function parseRow(line: string): Row {
  const parts = line.split(unit);
  if (parts.length < fields.length) throw unavailable('sacct', line);
  const row = Object.fromEntries(fields.map((name, index) => [name, parts[index] ?? ''])) as Row;
  return {
    ...row,
    JobName: parts
      .slice(fields.length - 1)
      .join(unit)
      .replace(/\n$/, ''),
  };
}

function toJob(row: Row, steps: Row[]): Job {
  const nodeList = textOrNull(row.NodeList);
  const usage = readUsage(row, steps);
  return {
    id: row.JobID,
    name: row.JobName,
    ...overMemory(judgeJob(row.State, row.Reason, row.ExitCode, nodeList !== null), usage),
    account: textOrNull(row.Account),
    partition: textOrNull(row.Partition),
    qos: textOrNull(row.QOS),
    nodes: parseCount(row.NNodes) ?? 0,
    node_list: nodeList,
    cpus: parseCount(row.NCPUS),
    walltime_seconds: usage.walltime_seconds,
    submitted_at: parseTime(row.Submit),
    expected_start_at: null,
    queue_place: null,
    started_at: parseTime(row.Start),
    ends_at: null,
    ended_at: parseTime(row.End),
    restarts: 0,
    working_directory: textOrNull(row.WorkDir),
    usage,
  };
}

function readUsage(row: Row, steps: Row[]): JobUsage {
  const minutes = parseCount(row.TimelimitRaw);
  return {
    elapsed_seconds: parseCount(row.ElapsedRaw),
    walltime_seconds: minutes === null ? null : minutes * 60,
    cpu_seconds: parseDuration(row.TotalCPU),
    cpu_seconds_allocated: parseCount(row.CPUTimeRAW),
    memory_peak_bytes: largest([row, ...steps].map(({ MaxRSS }) => parseSize(MaxRSS))),
    memory_requested_bytes: requestedMemory(row),
  };
}

/** Where Slurm itself watches the memory (JobAcctGatherParams=OverMemoryKill), it calls what it killed failed. */
function overMemory(verdict: ReturnType<typeof judgeJob>, usage: JobUsage): ReturnType<typeof judgeJob> {
  const { memory_peak_bytes: peak, memory_requested_bytes: requested } = usage;
  const isOver = peak !== null && requested !== null && peak > requested;
  if (!isOver || verdict.phase !== 'failed' || verdict.signal !== 'SIGKILL') return verdict;
  return { ...verdict, phase: 'out_of_memory', reason: 'It used more memory than it had asked for' };
}

/** "8000M" is the whole job's; up to 21.08 "4000Mc" is of each processor, "4000Mn" of each node. */
function requestedMemory({ ReqMem, NCPUS, NNodes }: Row): number | null {
  const size = parseSize(ReqMem.replace(/[cn]$/, ''));
  if (size === null || size === 0) return null;
  const of = ReqMem.endsWith('c') ? NCPUS : ReqMem.endsWith('n') ? NNodes : '1';
  return size * (parseCount(of) ?? 1);
}

function largest(sizes: (number | null)[]): number | null {
  return sizes.reduce((most, size) => (size !== null && size > (most ?? -1) ? size : most), null);
}
