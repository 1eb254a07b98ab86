/** What the page says about repeating by a script what was done on it. */
export const scriptTexts = {
  open: 'Script it',
  title: 'Script it',
  help: 'What you did on this page, as calls that a notebook or a terminal can repeat. The newest is on top.',
  empty: 'Nothing was changed on this page yet. Launch or stop something, and the call for it appears here.',
  language: 'Language',
  languages: { python: 'Python', curl: 'curl' },
  start: 'Once, before the calls',
  token:
    'JUPYTER_TOKEN is what "jupyter server list" shows after "token="; behind JupyterHub a notebook has its own token.',
  copy: 'Copy',
  copyCall: (name: string) => `Copy ${name}`,
  copyAll: 'Copy all',
};
