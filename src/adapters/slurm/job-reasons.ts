/** What Slurm's word for a reason means. */
export interface ReasonWords {
  /** Slurm's word; a "*" stands for any characters. */
  code: string;
  /** In plain words, as the page shows it. */
  words: string;
  /** The job will never start as it is. */
  stuck: boolean;
  /** The job waits for a person to release it. */
  held: boolean;
}

/** What is known of a reason that squeue prints; null for "None" and the like, the word itself where it is unknown. */
export function explainReason(reason: string): Omit<ReasonWords, 'code'> | null {
  if (reason === '' || reason === 'None') return null;
  const known = explained.get(reason);
  if (known !== undefined) return known;
  const words = lookUp(reason);
  // Thousands of jobs share a few reasons; some name nodes, so that there is no end to them.
  if (explained.size >= 1000) explained.clear();
  explained.set(reason, words);
  return words;
}

function lookUp(reason: string): Omit<ReasonWords, 'code'> {
  // "ReqNodeNotAvail, UnavailableNodes:n1": a word with its details; longer texts come with spaces or underscores.
  const text = reason.replaceAll(' ', '_');
  const row =
    rules.find(({ test }) => test.test(text)) ?? rules.find(({ test }) => test.test(text.split(',')[0] ?? ''));
  return row ?? { words: reason, stuck: false, held: false };
}

/** docs/jobs.md shows these rows; the first that fits counts. Words of src/common/job_state_reason.c, Slurm 20 to 24. */
export const reasonTable: readonly ReasonWords[] = [
  waits('Priority', 'Other jobs are ahead'),
  waits('Resources', 'Waits for free nodes'),
  waits('Dependency', 'Waits for another job to end'),
  waits('BeginTime', 'Waits for the time at which it may start'),
  waits('JobArrayTaskLimit', 'Waits for other tasks of its array to end'),
  waits('Licenses', 'Waits for a free licence'),
  waits('Reservation', 'Waits for its reservation to begin'),
  waits('ReqNodeNotAvail', 'A node that it needs is not available now'),
  waits('Nodes_required_for_job_are_DOWN*', 'Nodes that it needs are down, drained or reserved'),
  waits('Prolog', 'Its nodes are being prepared'),
  waits('Cleaning', 'Its last run is being cleaned up'),
  waits('SchedDefer', 'The scheduler will look at it in a while'),
  waits('BurstBuffer*', 'Waits for its fast storage'),
  waits('MpiPortsBusy', 'Waits for free ports of MPI'),
  waits('MaxPoweredUpNodes', 'Waits until more nodes may be switched on'),
  waits('FedJobLock', 'Waits for the other clusters'),
  held('JobHeldUser', 'Held by you', false),
  held('JobHeldAdmin', 'Held by an administrator', true),
  held('JobHoldMaxRequeue', 'Held: it was put back into the queue too often', true),
  held('launch_failed_requeued_held', 'Held: it could not be started on its node', true),
  held('job_requeued_in_held_state', 'Held after it was put back into the queue', false),
  held('ReservationDeleted', 'Held: its reservation was removed', true),
  never('PartitionTimeLimit', 'Asks for more time than the partition allows'),
  never('PartitionNodeLimit', 'Asks for more or fewer nodes than the partition allows'),
  never('PartitionDown', 'The partition is down: it starts when that is opened again'),
  never('PartitionInactive', 'The partition is closed: it starts when that is opened again'),
  never('PartitionConfig', 'Asks for what the partition does not allow'),
  never('BadConstraints', 'No node has what it asks for'),
  waits('Constraints', 'Waits for nodes that have what it asks for'),
  never('DependencyNeverSatisfied', 'The job it waits for did not end as it should have'),
  never('InvalidAccount', 'Its account is not valid'),
  never('AccountNotAllowed', 'The partition does not admit its account'),
  never("Job's_account_not_permitted*", 'The partition does not admit its account'),
  never("Job's_QOS_not_permitted*", 'The partition does not admit its QOS'),
  never('InvalidQOS', 'Its QOS is not valid'),
  never('QOSNotAllowed', 'The partition does not admit its QOS'),
  never('ReservationInvalid', 'Its reservation is not valid'),
  never('DeadLine', 'It cannot end before its deadline'),
  never('AccountingPolicy', 'A rule of the accounting forbids it'),
  never('QOSMax*PerJob*', 'Asks for more than its QOS allows one job'),
  never('QOSMax*PerNode*', 'Asks for more on each node than its QOS allows'),
  never('QOSTimeLimit', 'Asks for more time than its QOS allows'),
  never('QOSMin*', 'Asks for less than its QOS demands'),
  never('QOSUsageThreshold', 'The account has used up its share for this QOS'),
  waits('QOSMax*PerUser*', 'Your running jobs use all that their QOS allows one user'),
  waits('QOSGrp*RunMinutes*', 'Running jobs use all that their QOS allows at once'),
  never('QOSGrp*Minutes*', 'The budget of its QOS is used up'),
  waits('QOSGrp*', 'Running jobs use all that their QOS allows at once'),
  waits('QOS*', 'A limit of its QOS is reached'),
  never('AssocMax*PerJob*', 'Asks for more than the account allows one job'),
  never('AssocMax*PerNode*', 'Asks for more on each node than the account allows'),
  never('AssociationTimeLimit', 'Asks for more time than the account allows'),
  waits('AssocMax*', 'Your running jobs use all that the account allows one user'),
  waits('AssocGrp*RunMinutes*', 'Running jobs use all that the account allows at once'),
  never('AssocGrp*Minutes*', 'The budget of the account is used up'),
  waits('AssocGrp*', 'Running jobs use all that the account allows at once'),
  waits('Assoc*', 'A limit of the account is reached'),
  waits('Max*PerAccount', 'Running jobs use all that the account allows at once'),
  waits('Max*PerUser', 'Your running jobs use all that one user may have'),
  never('MaxMemPerLimit', 'Asks for more memory than one job may have'),
  ended('NodeDown', 'A node failed'),
  ended('TimeLimit', 'Its time was over'),
  ended('OutOfMemory', 'It used more memory than it had asked for'),
  ended('InactiveLimit', 'It did nothing for too long'),
  ended('JobLaunchFailure', 'It could not be started on its node'),
  ended('SystemFailure', 'The system failed'),
  ended('NonZeroExitCode', 'It ended with an error'),
  ended('RaisedSignal*', 'It was ended by a signal'),
];

const explained = new Map<string, Omit<ReasonWords, 'code'>>();

const rules = reasonTable.map((row) => ({
  ...row,
  test: new RegExp(`^${row.code.replaceAll('*', '.*')}$`, 's'),
}));

function waits(code: string, words: string): ReasonWords {
  return { code, words, stuck: false, held: false };
}

function never(code: string, words: string): ReasonWords {
  return { code, words, stuck: true, held: false };
}

function held(code: string, words: string, stuck: boolean): ReasonWords {
  return { code, words, stuck, held: true };
}

function ended(code: string, words: string): ReasonWords {
  return { code, words, stuck: false, held: false };
}
