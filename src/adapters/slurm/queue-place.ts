import type { Job, QueuePlace } from '../../domain/scheduler.ts';
import { judgeJob } from './job-verdict.ts';
import { taskIds } from './queue-output.ts';
import { unavailable } from './run-command.ts';

/**
 * The command that lists all that waits in some partitions, whoever handed it in; a job that names several partitions comes once for
 * each. Only what the order needs is printed: there may be ten thousands of jobs.
 */
export function waitingCommand(partitions: readonly string[]): string[] {
  const format = `${fields.map((field) => `${field}:0`).join(`${unit},`)}${record}`;
  const filter = ['--states=PENDING', '--priority', `--partition=${partitions.join(',')}`];
  return ['squeue', '--noheader', '--all', ...filter, `--Format=${format}`];
}

/** The partitions in which some of these jobs wait for their turn. */
export function partitionsOfWaiting(jobs: readonly Job[]): string[] {
  const waiting = jobs.filter(({ phase, stuck, reason_code }) => phase === 'queued' && !stuck && isInLine(reason_code));
  return [...new Set(waiting.flatMap(({ partition }) => partition?.split(',') ?? []))];
}

/**
 * Where each of these jobs stands among those that wait for their turn, from what `waitingCommand` printed: by priority, of equals
 * the one that was handed in first. Of several partitions the one counts where fewest are ahead. Held ones, those that can never
 * start, and those that wait for something of their own (another job, a time, a limit) are in nobody's way and are not counted.
 *
 * @throws ManagerError scheduler_unavailable where the text is not what that command prints
 */
export function placesOf(jobs: readonly Job[], text: string): Map<string, QueuePlace> {
  const wanted = new Set(jobs.map(({ id }) => id));
  const places = new Map<string, QueuePlace>();
  for (const [partition, line] of Map.groupBy(parseWaiting(text), (entry) => entry.partition)) {
    line.sort((a, b) => b.priority - a.priority || a.number - b.number);
    for (const [index, { id }] of line.entries()) {
      const place = index + 1;
      if (wanted.has(id) && place < (places.get(id)?.place ?? Number.POSITIVE_INFINITY))
        places.set(id, { place, waiting: line.length, partition });
    }
  }
  return places;
}

/** True where `scontrol show config` says that users may be shown their own jobs alone: nobody's place can be told then. */
export function hidesJobs(config: string): boolean {
  const setting = (name: string) => new RegExp(`^${name}\\s*=\\s*(.*)$`, 'm').exec(config)?.[1]?.toLowerCase() ?? '';
  const isLabelled = !['', '(null)', 'mcs/none'].includes(setting('MCSPlugin').trim());
  return (
    /\b(jobs|all)\b/.test(setting('PrivateData')) || (isLabelled && /\bprivatedata\b/.test(setting('MCSParameters')))
  );
}

interface Waiting {
  id: string;
  /** Slurm counts them up. */
  number: number;
  partition: string;
  priority: number;
}

/** `parseWaiting` takes them in this order. */
const fields = ['JobArrayID', 'Partition', 'PriorityLong', 'Reason'];

// As in queue-output.ts; names cannot come up here.
const unit = '\x1f';
const record = '\x1e';

function parseWaiting(text: string): Waiting[] {
  const records = text.split(`${record}\n`);
  if (records.pop() !== '') throw unavailable('squeue', text);
  return records.flatMap((line) => {
    const [id = '', partition = '', priority = '', reason] = line.split(unit);
    if (!/^\d/.test(id) || !/^\d+$/.test(priority) || reason === undefined) throw unavailable('squeue', line);
    const { phase, stuck, reason_code } = judgeJob('PENDING', reason, '', false);
    if (phase !== 'queued' || stuck || !isInLine(reason_code)) return [];
    return [{ id: taskIds(id), number: Number.parseInt(id, 10), partition, priority: Number(priority) }];
  });
}

/** False for jobs that the scheduler passes over for now, as they wait for something else than their turn. */
function isInLine(reason: string | null): boolean {
  return !/^(Dependency|BeginTime|JobArrayTaskLimit|Reservation|QOS|Assoc|Max)/.test(reason ?? '');
}
