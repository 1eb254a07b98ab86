import { said } from './said.ts';

/** What the page as a whole says: its head, the connection, errors of calls, and words that many parts share. */
export const pageTexts = {
  title: 'Trame Manager',
  skipToApps: 'Skip to the apps',
  signedInAs: (user: string, host: string) => `${user} on ${host}`,
  version: (version: string) => `Version ${version}`,
  scriptIt: 'Script it',

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

  keeping: {
    cannot: 'Changes cannot be kept at the moment.',
  },

  undo: 'Undo',
  undoKeys: 'Ctrl+Z',
  dismiss: 'Dismiss',
  close: 'Close',
  cancel: 'Cancel',
  copy: 'Copy',
  copied: 'Copied',
  /** Names a button for those who cannot see on which card it stands: "Stop run 1". */
  actionOn: (action: string, name: string) => `${action} ${name}`,
  /** What something is, and whose: "Last line of its log, run 1". */
  partOf: (part: string, name: string) => `${part}, ${name}`,
  /** What is spoken of a change: "run 1 failed." or "run 1 failed: It ran out of memory". */
  announced: (sentence: string, reason: string | null) => (reason === null ? `${sentence}.` : `${sentence}: ${reason}`),
  because: (what: string, reason: string) => said`${what}: ${reason}`,

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
