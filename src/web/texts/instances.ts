import type { InstanceState } from '../../domain/instance.ts';
import { counted } from './counted.ts';
import { said } from './said.ts';

const windowForms = {
  one: 'One browser window is connected to it.',
  other: '# browser windows are connected to it.',
};

/** What the page says of instances and what can be done with them. */
export const instanceTexts = {
  running: 'Running',
  ended: 'Ended',
  none: 'Nothing runs yet. Launch an app, and it appears here.',
  showAll: (count: number) => counted(count, { other: 'Show all #' }),
  showFewer: 'Show fewer',

  states: {
    queued: 'Queued',
    starting: 'Starting',
    ready: 'Ready',
    ending: 'Ending',
    stopped: 'Stopped',
    failed: 'Failed',
    lost: 'Lost',
  } satisfies Record<InstanceState, string>,

  announce: {
    queued: (name: string) => said`${name} is queued`,
    starting: (name: string) => said`${name} is starting`,
    ready: (name: string) => said`${name} is ready`,
    ending: (name: string) => said`${name} is ending`,
    stopped: (name: string) => said`${name} stopped`,
    failed: (name: string) => said`${name} failed`,
    lost: (name: string) => said`${name} cannot be reached`,
  } satisfies Record<InstanceState, (name: string) => string>,

  open: 'Open',
  copyLink: 'Copy link',
  log: 'Log',
  restart: 'Restart',
  stop: 'Stop',
  remove: 'Remove',
  report: 'Download report',
  reportTitle: 'A zip file for your help desk: log, scripts and settings, without passwords and tokens',
  rename: 'Rename',
  renameKey: 'F2',
  more: 'More actions',
  newName: (name: string) => said`New name of ${name}`,
  notReady: 'It can be opened when it is ready',
  details: 'Details',
  viewers: (count: number) => counted(count, { one: '# viewer', other: '# viewers' }),
  unwatched: 'No viewer',
  idle: (duration: string) => `No viewer for ${duration}`,
  cpu: (percent: string) => `CPU ${percent}`,
  memory: (bytes: string) => `Memory ${bytes}`,
  startingFor: (duration: string) => `for ${duration}`,
  lastLine: 'Last line of its log: ',
  endsIn: (duration: string) => `Ends in ${duration}`,
  endsSoon: (duration: string) => `Its time is over in ${duration}. Save your work.`,
  endedAt: (moment: string) => `Ended ${moment}`,
  portOpen: 'Other users of this node can reach its port. With unix_socket: true in the app file they cannot.',
  exitCode: (code: number) => `Ended with exit code ${code}`,
  signal: (signal: string) => `Ended by ${signal}`,
  lastLines: (count: number) => counted(count, { one: 'Last line of its log', other: 'Last # lines of its log' }),
  emptyLog: 'Its log is empty.',
  facts: {
    data: 'Data',
    host: 'Host',
    nodes: 'Nodes',
    account: 'Account',
    port: 'Port',
    pid: 'Process',
    started: 'Started',
    help: 'Help desk',
    yes: 'yes',
    no: 'no',
  },

  opening: {
    title: 'Opening …',
    blocked: 'The browser did not allow a new tab.',
    openHere: 'Open it here',
    failed: (name: string) => said`${name} could not be opened`,
    foreignUrl: 'The link that came back does not belong to this page.',
    broughtToFront: (name: string) => said`${name} was open already: its tab is in front now.`,
    reload: 'Load it anew',
  },

  link: {
    copied: (name: string, until: string, duration: string) =>
      said`Link to ${name} copied. It opens one browser, until ${until} (${duration}).`,
    failed: (name: string) => said`No link to ${name}`,
    copyByHand: 'Copy this link',
    copyByHandText: (until: string, duration: string) =>
      `The browser does not let the page copy. Copy it from here; it opens one browser, until ${until} (${duration}).`,
    label: 'Link',
  },

  embed: {
    label: 'Embed',
    forNotebook: 'Copy for a notebook',
    asHtml: 'Copy as HTML',
    help: 'Shows the app in a notebook of this Jupyter, or in a page of it once the app was opened here.',
  },

  stopDialog: {
    title: (name: string) => said`Stop ${name}?`,
    text: 'Unsaved work in the app is lost.',
    watched: (viewers: number, loss: string) => `${counted(viewers, windowForms)} ${loss}`,
    confirm: 'Stop',
    keep: 'Keep running',
  },
  restartDialog: {
    title: (name: string) => said`Restart ${name}?`,
    confirm: 'Restart',
  },

  failedTo: {
    stop: (name: string) => said`${name} could not be stopped`,
    restart: (name: string) => said`${name} could not be restarted`,
    remove: (name: string) => said`${name} could not be removed`,
    rename: (name: string) => said`${name} could not be renamed`,
    removeMany: (count: number) =>
      counted(count, { one: '# card could not be removed', other: '# cards could not be removed' }),
  },

  removed: (name: string) => said`${name} removed.`,
  removedMany: (count: number) => counted(count, { one: '# card removed.', other: '# cards removed.' }),
  keptRunning: (name: string) => said`${name} runs again, so it was not removed.`,
};
