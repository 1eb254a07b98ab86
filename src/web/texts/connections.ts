import type { ConnectionState } from '../../domain/connection.ts';
import { said } from './said.ts';

/** What the page says of the links between apps and ParaView servers. */
export const connectionTexts = {
  label: 'ParaView',
  states: {
    disconnected: () => 'Not connected to a ParaView server',
    waiting: (server: string) => said`Connects to ${server} when both are ready`,
    connecting: (server: string) => said`Connecting to ${server} … the app stands still meanwhile`,
    connected: (server: string) => said`Connected to ${server}`,
    disconnecting: (server: string) => said`Disconnecting from ${server} …`,
    failed: (server: string) => said`Not connected to ${server}`,
    unknown: () => 'Whether it is connected cannot be told',
  } satisfies Record<ConnectionState, (server: string) => string>,
  connectedSince: (server: string, moment: string) => said`Connected to ${server} since ${moment}`,
  someServer: 'a ParaView server',

  announce: {
    disconnected: (name: string) => said`${name} is not connected to a ParaView server.`,
    waiting: (name: string, server: string) => said`${name} waits for ${server}.`,
    connecting: (name: string, server: string) => said`${name} connects to ${server}.`,
    connected: (name: string, server: string) => said`${name} is connected to ${server}.`,
    disconnecting: (name: string, server: string) => said`${name} disconnects from ${server}.`,
    failed: (name: string, server: string) => said`${name} could not be connected to ${server}.`,
    unknown: (name: string) => said`The link of ${name} to ParaView is unknown.`,
  } satisfies Record<ConnectionState, (name: string, server: string) => string>,

  connect: 'Connect to …',
  connectOther: 'Connect to another …',
  whenReady: 'When it is ready',
  otherAddress: 'Other address …',
  newServer: 'Start a server …',
  newServerDetail: 'Connects when it is ready',
  disconnect: 'Disconnect',
  busyServer: (names: string) => said`In use by ${names}`,

  disconnectDialog: {
    title: (server: string) => said`Disconnect from ${server}?`,
    text: (server: string) =>
      said`${server} ends when its last client leaves. To use it again, it has to be started again, which may mean waiting in the queue.`,
    confirm: 'Disconnect',
    keep: 'Stay connected',
  },
  failedTo: {
    connect: (name: string, server: string) => said`${name} could not be connected to ${server}`,
    disconnect: (name: string) => said`${name} could not be disconnected`,
  },
};
