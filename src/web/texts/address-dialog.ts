import { said } from './said.ts';

/** What the dialog says that asks where a ParaView server listens. */
export const addressTexts = {
  title: (name: string) => said`Connect ${name} to an address`,
  text: 'Where a ParaView server listens that is not listed here.',
  host: 'Host',
  port: 'Port',
  connect: 'Connect',
  cancel: 'Cancel',
  hostNeeded: 'Give the name or address of a host, for instance localhost.',
  portNeeded: 'Give a port from 1 to 65535.',
};
