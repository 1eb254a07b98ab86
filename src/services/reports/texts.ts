/** What a report says of itself. */
export const reportTexts = {
  title: (name: string) => `Report on "${name}"`,
  made: (time: string, version: string) => `Made at ${time} by Trame Manager ${version}.`,
  purpose: `Give this file to your help desk: it holds what is needed to find out what went wrong. It was made when you
downloaded it, and was sent to nobody. You can look through all of it with a text editor.`,

  versions: 'Versions and place',
  files: 'What is in it',
  missing: 'What is missing',
  nothingMissing: 'Nothing: all could be read.',
  removed: 'What was taken out',
  removedText: {
    instance: `Secrets were replaced by [removed], wherever they stood, in the log too: the app's key, its links and the path
of its remote control, the tokens of Jupyter, the hub and Trame Manager, and the values of environment variables with
names such as TOKEN, PASSWORD or KEY. The same was done to what a text calls a token, a password, a key or a cookie.
Of environment variables only the names are listed.

Still in it are paths, names of users and hosts, the values of the app's parameters, and whatever the app itself wrote
into its log. Look through log.txt if the app works on confidential data.`,
    server: `Secrets were replaced by [removed], wherever they stood, in the log too: the tokens of Jupyter, the hub and Trame
Manager, and the values of environment variables with names such as TOKEN, PASSWORD or KEY. The same was done to what
a text calls a token, a password, a key or a cookie. Of environment variables only the names are listed.

Still in it are paths, names of users and hosts, the values of the form, and whatever the server itself wrote into its
log. Look through log.txt if it works on confidential data.`,
  },

  entries: {
    'instance.json': 'what the card shows: state, reason, times, parameters',
    'server.json': 'what the card shows: state, reason, times, values of the form',
    'record.json': 'what Trame Manager keeps of it',
    'app.yml': 'the app file as it is now',
    'command.sh': 'the command as it was run',
    'script.sh': 'what ran before the command',
    'job-script.sh': 'the script that was handed in to the scheduler',
    'scheduler.json': 'what the scheduler said of the job last',
    'log.txt': 'what it printed, at most the last 5 MB',
    'settings.json': 'how Trame Manager was started',
    'site.yml': 'the configuration of this site',
    'environment.txt': 'names of environment variables, without values',
  },

  appGone: 'the app is not there any more',
  appBroken: (message: string) => `the app file has an error now: ${message}`,
  secretsUnknown: "it is left out, as the app's own secrets cannot be read and so could not be looked for in it",
  logCut: (time: string, size: number) =>
    `--- The end of a log of ${size} bytes, cut by Trame Manager at ${time}. The whole log is in the launcher page. ---\n`,
  logBroken: (why: string) => `\n--- The rest of the log could not be read: ${why} ---\n`,
  environment: `# Names of the environment variables of Trame Manager; what it starts inherits them but for those marked "withheld".\n`,
  withheld: '  # withheld',
};

export type ReportEntryName = keyof typeof reportTexts.entries;
