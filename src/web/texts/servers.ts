import type { ServerState } from '../../domain/paraview-server.ts';
import { said } from './said.ts';

/** What the page says of ParaView servers. */
export const serverTexts = {
  heading: 'ParaView servers',
  start: 'Start a server',
  none: 'No ParaView server runs. Start one here and connect your apps to it.',
  noneToStart: 'No ParaView server runs.',
  byHand: 'Or run one by hand in a terminal; it is shown here while it listens:',
  byHandOnly: 'Run one by hand in a terminal of this machine; it is shown here while it listens:',
  command: 'pvserver --server-port=11111',
  copyCommand: 'Copy the command',

  announce: {
    queued: (name: string) => said`ParaView server ${name} is queued`,
    starting: (name: string) => said`ParaView server ${name} is starting`,
    ready: (name: string) => said`ParaView server ${name} is ready`,
    ending: (name: string) => said`ParaView server ${name} is ending`,
    stopped: (name: string) => said`ParaView server ${name} stopped`,
    failed: (name: string) => said`ParaView server ${name} failed`,
    lost: (name: string) => said`ParaView server ${name} cannot be asked`,
  } satisfies Record<ServerState, (name: string) => string>,

  kinds: {
    found: 'Started by hand',
    local: 'On this machine',
    job: (id: string) => `Job ${id}`,
    jobWithoutId: 'Job',
  },

  actions: {
    stop: 'Stop',
    log: 'Log',
    startAgain: 'Start again',
    startAfter: 'Start again after this one',
    remove: 'Remove',
    pvsc: 'Connection file',
    pvscTitle: 'A .pvsc file for a desktop ParaView',
  },
  details: 'Details',

  facts: {
    version: (version: string) => `ParaView ${version}`,
    account: 'Account',
    walltime: 'Walltime',
    nodeList: 'Nodes',
    started: 'Started',
    ready: 'Ready',
    yes: 'yes',
    no: 'no',
  },
  endsSoon: (duration: string) => `Its time is over in ${duration}. Save your work in the apps that use it.`,
  waitsFor: (name: string) => said`Starts when ${name} has ended`,
  waitsForGone: 'Starts when the one before it has ended',
  endedAt: (moment: string) => `Ended ${moment}`,
  lastSeen: 'What is shown is what was last known; nothing is lost.',

  connected: 'Connected:',
  nobody: 'Nobody is connected',
  unknownInstance: 'another client',

  stopDialog: {
    title: (name: string) => said`Stop ${name}?`,
    loses: (names: string) => said`These apps lose it: ${names}. What they show from it goes away.`,
    confirm: 'Stop',
    keep: 'Keep running',
  },

  failedTo: {
    stop: (name: string) => said`${name} could not be stopped`,
    startAgain: (name: string) => said`${name} could not be started again`,
    remove: (name: string) => said`${name} could not be removed`,
  },
  startedAgain: (name: string) => said`${name} is started again.`,
  queuedAfter: (name: string) => said`It starts when ${name} has ended.`,
};
