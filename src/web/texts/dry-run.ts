/** What is said of a submission before it is made. */
export const dryRunTexts = {
  script: 'Script',
  copyScript: 'Copy the script',
  fine: 'Nothing speaks against it.',
  estimate: (moment: string) => `Expected to start ${moment}.`,
  problems: 'It would not start like this',
};
