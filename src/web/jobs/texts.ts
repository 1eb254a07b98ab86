import type { JobPhase } from '../../domain/scheduler.ts';

/** What the page says of jobs. */
export const jobTexts = {
  heading: 'My jobs',
  none: (title: string) => `You have no job in ${title}’s queue.`,
  submit: 'Submit a script …',
  show: 'Show my jobs',
  showAll: (count: number) => `Show all ${count}`,
  showFewer: 'Show fewer',
  list: 'Jobs',
  live: (count: number) => (count === 1 ? '1 in the queue' : `${count} in the queue`),
  lost: (title: string, since: string | null) =>
    `Lost contact with ${title}${since === null ? '' : ` ${since}`}. Nothing is lost: jobs run on, and what is shown is what was last known.`,
  lostSince: (moment: string) => `since ${moment}`,
  asking: (title: string) => `Asking ${title} …`,

  phases: {
    queued: 'Queued',
    held: 'On hold',
    starting: 'Starting',
    running: 'Running',
    suspended: 'Suspended',
    ending: 'Ending',
    completed: 'Completed',
    failed: 'Failed',
    cancelled: 'Cancelled',
    timed_out: 'Out of time',
    out_of_memory: 'Out of memory',
    node_failed: 'Node failed',
    preempted: 'Preempted',
  } satisfies Record<JobPhase, string>,
  announce: (name: string, phase: string) => `Job ${name}: ${phase}.`,
  announceMany: (count: number) => `${count} jobs changed.`,
  announceLost: (title: string) => `Lost contact with ${title}.`,
  announceBack: (title: string) => `${title} answers again.`,

  number: (id: string) => `Job ${id}`,
  nodes: (count: number) => (count === 1 ? '1 node' : `${count} nodes`),
  expectedStart: (moment: string) => `Expected to start ${moment}`,
  timeLeft: (duration: string) => `${duration} left`,
  endedAt: (moment: string) => `Ended ${moment}`,
  stuck: 'It will not start as it is.',
  restarts: (count: number) =>
    count === 1 ? 'Put back into the queue once' : `Put back into the queue ${count} times`,

  actions: { log: 'Log', hold: 'Hold', release: 'Release', cancel: 'Cancel' },
  cancelDialog: {
    title: (name: string) => `Cancel ${name}?`,
    queued: 'It leaves the queue and loses its place.',
    running: 'It ends now; what it has not written is lost.',
    confirm: 'Cancel the job',
    keep: 'Keep it',
  },
  failedTo: {
    cancel: (name: string) => `${name} could not be cancelled`,
    hold: (name: string) => `${name} could not be held`,
    release: (name: string) => `${name} could not be released`,
  },

  usage: {
    heading: 'Used of what was asked for',
    time: (used: string, asked: string | null) => `Time ${asked === null ? used : `${used} of ${asked}`}`,
    cpu: (percent: string) => `Processors ${percent} used`,
    memory: (used: string, asked: string | null) => `Memory ${asked === null ? used : `${used} of ${asked}`}`,
  },

  dialog: {
    title: 'Submit a script',
    text: (title: string) => `A batch script of yours, with its own directives for ${title}.`,
    file: 'Script',
    fileHelp: 'A file on this machine, as a full path.',
    filePlaceholder: '~/jobs/run.sh',
    directory: 'Working directory',
    directoryHelp: 'Optional. Without one, that of the script.',
    name: 'Job name',
    nameHelp: 'Optional. Without one, the script’s own.',
    fullPath: 'Give the full path: it starts with / or ~.',
    check: 'Check it',
    submit: 'Submit',
    submitting: 'Submitting …',
    cancel: 'Cancel',
    failed: 'It could not be submitted',
    submitted: (id: string) => `Submitted as job ${id}.`,
  },
};
