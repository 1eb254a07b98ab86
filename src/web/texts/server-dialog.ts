/** What the dialog says that starts a ParaView server. */
export const serverDialogTexts = {
  title: 'Start a ParaView server',
  onScheduler: (title: string) => `It runs as a ${title} job. Its limits follow the partition.`,
  onMachine: 'It runs on this machine.',
  name: 'Name',
  nameHelp: 'How it is called on this page.',
  nameHelpInQueue: 'How it is called on this page and in the queue.',
  proposedName: 'ParaView',
  start: 'Start',
  starting: 'Starting …',
  cancel: 'Cancel',
  failed: 'It could not be started',
  showScript: 'Show script',
};
