import type { InstanceState } from '../domain/instance.ts';

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** Everything that the page says, in one place. */
export const texts = {
  title: 'Trame Manager',
  skipToApps: 'Skip to the apps',
  signedInAs: (user: string, host: string) => `${user} on ${host}`,
  version: (version: string) => `Version ${version}`,

  connection: {
    connecting: 'Connecting …',
    open: 'Live',
    lostShort: 'Offline',
    lost: 'Connection lost. What you see may be out of date; trying again …',
    back: 'The connection is back.',
    tryNow: 'Try now',
    downTitle: 'Trame Manager does not answer',
    downText: 'The page keeps trying by itself. The log of Jupyter may say more.',
  },

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
    queued: (name: string) => `${name} is queued`,
    starting: (name: string) => `${name} is starting`,
    ready: (name: string) => `${name} is ready`,
    ending: (name: string) => `${name} is ending`,
    stopped: (name: string) => `${name} stopped`,
    failed: (name: string) => `${name} failed`,
    lost: (name: string) => `${name} cannot be reached`,
  } satisfies Record<InstanceState, (name: string) => string>,

  instances: {
    running: 'Running',
    ended: 'Ended',
    none: 'Nothing runs yet. Launch an app, and it appears here.',
    showAll: (count: number) => `Show all ${count}`,
    showFewer: 'Show fewer',
    open: 'Open',
    copyLink: 'Copy link',
    log: 'Log',
    restart: 'Restart',
    stop: 'Stop',
    remove: 'Remove',
    report: 'Download report',
    reportTitle: 'A zip file for your help desk: log, scripts and settings, without passwords and tokens',
    rename: 'Rename',
    newName: (name: string) => `New name of ${name}`,
    cancel: 'Cancel',
    notReady: 'It can be opened when it is ready',
    details: 'Details',
    viewers: (count: number) => plural(count, 'viewer', 'viewers'),
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
    exitCode: (code: number) => `Exit code ${code}`,
    signal: (signal: string) => `Ended by ${signal}`,
    lastLines: (count: number) => (count === 1 ? 'Last line of its log' : `Last ${count} lines of its log`),
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
  },

  opening: {
    title: 'Opening …',
    blocked: 'The browser did not allow a new tab.',
    openHere: 'Open it here',
    failed: (name: string) => `${name} could not be opened`,
    foreignUrl: 'The link that came back does not belong to this page.',
    broughtToFront: (name: string) => `${name} was open already: its tab is in front now.`,
    reload: 'Load it anew',
  },

  link: {
    copied: (name: string, until: string, duration: string) =>
      `Link to ${name} copied. It opens one browser, until ${until} (${duration}).`,
    failed: (name: string) => `No link to ${name}`,
    copyByHand: 'Copy this link',
    copyByHandText: (until: string, duration: string) =>
      `The browser does not let the page copy. Copy it from here; it opens one browser, until ${until} (${duration}).`,
    label: 'Link',
  },

  embed: {
    label: 'Embed',
    forNotebook: 'Copy for a notebook',
    asHtml: 'Copy as HTML',
    help: 'Shows the app in a notebook cell or page of this Jupyter. Open it here once before: the browser is let in then.',
  },

  keeping: {
    cannot: 'Changes cannot be kept at the moment.',
  },

  stopDialog: {
    title: (name: string) => `Stop ${name}?`,
    text: 'Unsaved work in the app is lost.',
    viewers: (count: number) =>
      count === 1 ? 'One browser window is connected to it.' : `${count} browser windows are connected to it.`,
    confirm: 'Stop',
    keep: 'Keep running',
  },
  restartDialog: {
    title: (name: string) => `Restart ${name}?`,
    confirm: 'Restart',
  },

  failedTo: {
    stop: (name: string) => `${name} could not be stopped`,
    restart: (name: string) => `${name} could not be restarted`,
    remove: (name: string) => `${name} could not be removed`,
    rename: (name: string) => `${name} could not be renamed`,
    removeMany: (count: number) => `${count} cards could not be removed`,
  },

  removed: (name: string) => `${name} removed.`,
  removedMany: (count: number) => `${count} cards removed.`,
  keptRunning: (name: string) => `${name} runs again, so it was not removed.`,
  undo: 'Undo',
  dismiss: 'Dismiss',
  close: 'Close',
  copy: 'Copy',
  copied: 'Copied',

  log: {
    title: (name: string) => `Log of ${name}`,
    connecting: 'Connecting …',
    following: 'Following',
    paused: 'Paused',
    behind: (lines: number) => (lines === 0 ? '' : `, ${plural(lines, 'new line', 'new lines')}`),
    ended: 'The connection to the log ended; trying again …',
    gone: 'This instance is gone, and its log with it.',
    serverGone: 'This server is gone, and its log with it.',
    jobGone: 'This job has no log, or it cannot be read any more.',
    empty: 'The log is empty so far.',
    pause: 'Pause',
    resume: 'Resume',
    wrap: 'Wrap lines',
    download: 'Download',
    toEnd: 'Jump to the end',
    bounded: (lines: string) => `Only the last ${lines} lines are shown; Download has all.`,
    region: 'Log lines',
    cut: ' … (line cut)',
    search: 'Search the log',
    searchPlaceholder: 'Search',
    searchKeys: 'Ctrl+F. Enter or F3 goes to the next hit, with Shift to the one before.',
    searching: 'Searching …',
    hits: (count: number) => (count === 0 ? 'No hits' : plural(count, 'hit', 'hits')),
    hitOf: (place: string, total: string) => `${place} of ${total}`,
    previous: 'Previous hit',
    next: 'Next hit',
  },

  errors: {
    unreachable: 'Trame Manager cannot be reached.',
    timeout: 'Trame Manager did not answer in time.',
    signedOut: 'You are not signed in any more.',
    daemonDown: (status: number) => `Trame Manager does not answer at the moment (HTTP ${status}).`,
    notLoaded: 'This part of the page could not be loaded.',
    unexpected: (status: number) => `An unexpected answer came back (HTTP ${status}).`,
  },
  hints: {
    signedOut: 'Sign in to Jupyter again, then reload this page.',
    daemonDown: 'Wait a moment and try again. If it lasts, restart Jupyter.',
    reload: 'Reload this page and try again.',
  },
};
