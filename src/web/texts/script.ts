/** What the dialog says that shows what was done on the page as a script. */
export const scriptTexts = {
  title: 'Script it',
  help: 'What you did on this page, as calls that a notebook or a terminal can repeat. The newest is on top.',
  empty: 'Nothing was changed on this page yet. Launch or stop something, and the call for it appears here.',
  all: 'All calls of the REST API',
  language: 'Language',
  languages: { python: 'Python', curl: 'curl' },
  start: 'Once, before the calls',
  /** What has to be there for it. */
  needs: {
    python:
      'For a notebook of this JupyterLab. The environment of its kernel needs the package jupyter-trame-manager: pip install jupyter-trame-manager.',
    curl: 'JUPYTER_TOKEN is what "jupyter server list" shows after "token="; behind JupyterHub a notebook has its own token.',
  },
  copy: 'Copy',
  copyCall: (name: string) => `Copy ${name}`,
  copyAll: 'Copy all',
};
