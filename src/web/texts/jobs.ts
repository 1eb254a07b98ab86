import type { JobPhase } from '../../domain/scheduler.ts';
import { counted, ordinal } from './counted.ts';
import { said } from './said.ts';

/** What the page says of jobs. */
export const jobTexts = {
  heading: 'My jobs',
  none: (title: string) => `You have no job in ${title}’s queue.`,
  submit: 'Submit a script …',
  showAll: (count: number) => counted(count, { other: 'Show all #' }),
  showFewer: 'Show fewer',
  list: 'Jobs',
  live: (count: number) => counted(count, { other: '# in the queue' }),
  lost: (title: string) =>
    `Lost contact with ${title}. Nothing is lost: jobs run on, and what is shown is what was last known.`,
  lostSince: (title: string, moment: string) =>
    `Lost contact with ${title} since ${moment}. Nothing is lost: jobs run on, and what is shown is what was last known.`,
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
  announce: (name: string, phase: string) => said`Job ${name}: ${phase}.`,
  announceMany: (count: number) => counted(count, { one: '# job changed.', other: '# jobs changed.' }),
  announceLost: (title: string) => `Lost contact with ${title}.`,
  announceBack: (title: string) => `${title} answers again.`,

  /** Names of jobs are seldom unique: "wing (4711)". */
  named: (name: string, id: string) => said`${name} (${id})`,
  number: (id: string) => `Job ${id}`,
  nodes: (count: number) => counted(count, { one: '# node', other: '# nodes' }),
  /** "3rd of 12 waiting in partition batch" */
  place: (place: number, waiting: number, partition: string) => {
    const nth = ordinal(place, { one: '#st', two: '#nd', few: '#rd', other: '#th' });
    return counted(waiting, { other: `${nth} of # waiting in partition ${partition}` });
  },
  expectedStart: (moment: string) => `Expected to start ${moment}`,
  timeLeft: (duration: string) => `${duration} left`,
  endedAt: (moment: string) => `Ended ${moment}`,
  stuck: 'It will not start as it is.',
  restarts: (count: number) =>
    counted(count, { one: 'Put back into the queue once', other: 'Put back into the queue # times' }),

  actions: { log: 'Log', hold: 'Hold', release: 'Release', cancel: 'Cancel' },
  cancelDialog: {
    title: (name: string) => said`Cancel ${name}?`,
    queued: 'It leaves the queue and loses its place.',
    running: 'It ends now; what it has not written is lost.',
    confirm: 'Cancel the job',
    keep: 'Keep it',
  },
  failedTo: {
    cancel: (name: string) => said`${name} could not be cancelled`,
    hold: (name: string) => said`${name} could not be held`,
    release: (name: string) => said`${name} could not be released`,
  },
  submitted: (id: string) => `Submitted as job ${id}.`,

  usage: {
    heading: 'Used of what was asked for',
    time: (used: string, asked: string | null) => `Time ${asked === null ? used : `${used} of ${asked}`}`,
    cpu: (percent: string) => `Processors ${percent} used`,
    memory: (used: string, asked: string | null) => `Memory ${asked === null ? used : `${used} of ${asked}`}`,
  },
};
