/** What may stand among or below the lines of any log, be it in the viewer or on a card. */
export const logLineTexts = {
  cut: ' … (line cut)',
  gone: 'This instance is gone, and its log with it.',
  serverGone: 'This server is gone, and its log with it.',
  jobGone: 'This job has no log, or it cannot be read any more.',
};
