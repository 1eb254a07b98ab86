import type { ConnectionState } from '../../domain/connection.ts';

/** What the page says of the links between apps and ParaView servers. */
export const connectionTexts = {
  label: 'ParaView',
  states: {
    disconnected: () => 'Not connected to a ParaView server',
    waiting: (server: string) => `Connects to ${server} when both are ready`,
    connecting: (server: string) => `Connecting to ${server} … the app stands still meanwhile`,
    connected: (server: string) => `Connected to ${server}`,
    disconnecting: (server: string) => `Disconnecting from ${server} …`,
    failed: (server: string) => `Not connected to ${server}`,
    unknown: () => 'Whether it is connected cannot be told',
  } satisfies Record<ConnectionState, (server: string) => string>,
  since: (moment: string) => ` since ${moment}`,
  someServer: 'a ParaView server',

  announce: {
    disconnected: (name: string) => `${name} is not connected to a ParaView server.`,
    waiting: (name: string, server: string) => `${name} waits for ${server}.`,
    connecting: (name: string, server: string) => `${name} connects to ${server}.`,
    connected: (name: string, server: string) => `${name} is connected to ${server}.`,
    disconnecting: (name: string, server: string) => `${name} disconnects from ${server}.`,
    failed: (name: string, server: string) => `${name} could not be connected to ${server}.`,
    unknown: (name: string) => `The link of ${name} to ParaView is unknown.`,
  } satisfies Record<ConnectionState, (name: string, server: string) => string>,

  connect: 'Connect to …',
  connectOther: 'Connect to another …',
  whenReady: 'When it is ready',
  otherAddress: 'Other address …',
  newServer: 'Start a server …',
  newServerDetail: 'Connects when it is ready',
  disconnect: 'Disconnect',
  busyServer: (names: string) => `In use by ${names}`,

  disconnectDialog: {
    title: (server: string) => `Disconnect from ${server}?`,
    text: (server: string) =>
      `${server} ends when its last client leaves. To use it again, it has to be started again, which may mean waiting in the queue.`,
    confirm: 'Disconnect',
    keep: 'Stay connected',
  },
  failedTo: {
    connect: (name: string, server: string) => `${name} could not be connected to ${server}`,
    disconnect: (name: string) => `${name} could not be disconnected`,
  },

  address: {
    title: (name: string) => `Connect ${name} to an address`,
    text: 'Where a ParaView server listens that is not listed here.',
    host: 'Host',
    port: 'Port',
    connect: 'Connect',
    cancel: 'Cancel',
    hostNeeded: 'Give the name or address of a host, for instance localhost.',
    portNeeded: 'Give a port from 1 to 65535.',
  },
};
