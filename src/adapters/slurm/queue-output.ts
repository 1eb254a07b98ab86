import { hasEnded, type Job } from '../../domain/scheduler.ts';
import { judgeJob } from './job-verdict.ts';
import { unavailable } from './run-command.ts';
import { parseCount, parseDuration, parseEstimate, parseTime, textOrNull } from './slurm-values.ts';

/**
 * The command that lists a user's jobs, also those that ended a short while ago. squeue takes any suffix for a field, and
 * with the size 0 prints it unpadded and uncut, in all versions from 20.02 on (src/squeue/opts.c, _parse_long_token): the
 * control characters for "unit" and "record" can hardly come up in a name, while "|", "," and newlines do. JSON would
 * list all users' jobs up to 22.05, and differs between versions.
 */
export function queueCommand(user: string): string[] {
  const format = `${fields.map((field) => `${field}:0`).join(`${unit},`)}${record}`;
  return ['squeue', '--noheader', '--all', '--states=all', `--user=${user}`, `--Format=${format}`];
}

/** @throws ManagerError scheduler_unavailable where the text is not what that command prints */
export function parseQueue(text: string): Job[] {
  if (text === '') return [];
  const pieces = text.split(`${record}\n`);
  if (pieces.pop() !== '' || !startsRecord(pieces[0])) throw unavailable('squeue', text);
  return joinBroken(pieces).map(parseJob);
}

/** The name comes last: whatever stands in it cannot shift another field. `parseJob` takes them in this order. */
const fields = [
  'JobArrayID',
  'State',
  'Reason',
  'Account',
  'Partition',
  'QOS',
  'NumNodes',
  'NodeList',
  'NumCPUs',
  'TimeLimit',
  'SubmitTime',
  'StartTime',
  'EndTime',
  'exit_code',
  'RestartCnt',
  'WorkDir',
  'Name',
];

const unit = '\x1f';
const record = '\x1e';

/** "7_[2-3%1]␟PENDING␟…" */
function startsRecord(piece: string | undefined): boolean {
  return piece !== undefined && /^\d[\d_+[\]%,:-]*\x1f[A-Z_ 0-9a-z]+\x1f/.test(piece);
}

/** Puts together again what a name with the record's own separator broke apart. */
function joinBroken(pieces: string[]): string[] {
  const whole: string[] = [];
  for (const piece of pieces) {
    if (startsRecord(piece)) whole.push(piece);
    else whole.push(`${whole.pop()}${record}\n${piece}`);
  }
  return whole;
}

function parseJob(piece: string): Job {
  const parts = piece.split(unit);
  if (parts.length < fields.length) throw unavailable('squeue', piece);
  // No defaults are needed: there are as many parts as fields.
  const [id, state, reason, account, partition, qos, nodes, nodeNames, ...rest] = parts as Row;
  const [cpus, timeLimit, submitted, start, end, exitCode, restarts, directory, ...name] = rest;
  const nodeList = textOrNull(nodeNames);
  const verdict = judgeJob(state, reason, exitCode, nodeList !== null);
  const waits = verdict.phase === 'queued' || verdict.phase === 'held';
  const isOver = hasEnded(verdict.phase);
  return {
    id: taskIds(id),
    name: name.join(unit),
    phase: verdict.phase,
    reason: verdict.reason,
    reason_code: verdict.reason_code,
    stuck: verdict.stuck,
    account: textOrNull(account),
    partition: textOrNull(partition),
    qos: textOrNull(qos),
    nodes: parseCount(nodes) ?? 0,
    node_list: nodeList,
    cpus: parseCount(cpus),
    walltime_seconds: parseDuration(timeLimit),
    submitted_at: parseTime(submitted),
    expected_start_at: waits ? parseEstimate(start) : null,
    queue_place: null,
    started_at: waits ? null : parseTime(start),
    ends_at: waits || isOver ? null : parseEstimate(end),
    ended_at: isOver ? parseTime(end) : null,
    exit_code: verdict.exit_code,
    signal: verdict.signal,
    restarts: parseCount(restarts) ?? 0,
    working_directory: textOrNull(directory),
    usage: null,
  };
}

type Text = string;
/** Id, state, reason, account, partition, QOS, nodes, node list, CPUs, time limit, three times, exit code, restarts, directory, name. */
type Row = [Text, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text, ...Text[]];

/** "7_[2-9%1]" -> "7_[2-9]": how many tasks may run at once is no part of the name by which other commands know them. */
export function taskIds(id: string): string {
  return id.includes('%') ? id.replace(/%\d+/, '') : id;
}
