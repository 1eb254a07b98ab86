import { counted, listed } from './counted.ts';
import { said } from './said.ts';

/** What the page says of changes that somebody may be waiting for, and of the browser's notifications. */
export const noticeTexts = {
  ready: (name: string) => said`${name} is ready`,
  failed: (name: string) => said`${name} failed`,
  endsIn: (name: string, duration: string) => said`${name} ends in ${duration}`,
  endsInDetail: 'Its time is nearly over. Save your work.',
  serverEndsInDetail: 'Its time is nearly over. Apps that are connected to it lose it.',
  /** Many at once: "4 ready, 1 failed". */
  many: (ready: number, failed: number, ending: number) =>
    listed(
      [
        ready > 0 ? counted(ready, { other: '# ready' }) : '',
        failed > 0 ? counted(failed, { other: '# failed' }) : '',
        ending > 0 ? counted(ending, { one: '# ends soon', other: '# end soon' }) : '',
      ].filter((part) => part !== ''),
    ),
  open: 'Open',
  showLog: 'Show log',
  show: 'Show',
  titleWith: (count: number, title: string) => counted(count, { other: `(#) ${title}` }),
  /** What the messages that need no answer are called for screen readers. */
  region: 'Messages',

  offer: {
    yes: 'Tell me when it is ready',
    yesFor: (name: string) => said`Tell me when it is ready: ${name}`,
    no: 'No, thanks',
  },
  answered: {
    on: 'You will be told when something is ready, fails or nears the end of its time. The bell on top turns this off.',
    off: 'You will not be asked again. The bell on top turns notifications on.',
    blocked: 'The browser does not allow it, so nothing is shown while this page is in the background.',
  },

  bell: {
    on: 'Notifications are on',
    off: 'Notifications are off',
    label: 'Notify me when something is ready, fails or nears the end of its time',
    help: 'The browser shows it while this page is in the background. The page has to stay open.',
    blocked:
      'This browser blocks notifications of this page. Allow them in its settings for this site, mostly behind the sign beside the address; then reload the page.',
    insecure:
      'Browsers show notifications only for pages that are opened by https or on localhost. This page came by plain http.',
    unsupported: 'This browser has no notifications.',
  },
};
