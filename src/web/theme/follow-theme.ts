import { applyJupyterTheme } from '@jupyter/web-components';
import { recall, remember } from '../remembered.ts';
import { askJupyterLab, type Theme } from './jupyterlab-theme.ts';

/** By the ids of their links in index.html: when the system wants them, and when a theme does. */
const sheets = {
  dark: { system: '(prefers-color-scheme: dark)', isOn: ({ scheme }: Theme) => scheme === 'dark' },
  contrast: { system: '(prefers-contrast: more)', isOn: ({ highContrast }: Theme) => highContrast },
};

/**
 * Shows the page as the JupyterLab beside it looks, and as the system says where there is none. What was found the last time is
 * shown at once; JupyterLab is asked again whenever the user comes back to the page.
 */
export function followTheme(pageUrl: string): void {
  const key = `trame-manager:${new URL(pageUrl).pathname}:theme`;
  let shown = 'null';
  const show = (theme: Theme | null) => {
    const now = JSON.stringify(theme);
    if (now === shown) return;
    shown = now;
    for (const [id, { system, isOn }] of Object.entries(sheets)) {
      const link = document.getElementById(id) as HTMLLinkElement | null;
      // "More contrast" of the system holds with any theme.
      const follows = theme === null || (id === 'contrast' && !isOn(theme));
      if (link !== null) link.media = follows ? system : isOn(theme) ? 'all' : 'not all';
    }
    document.documentElement.style.colorScheme = theme?.scheme ?? '';
    applyJupyterTheme();
  };
  const ask = async () => {
    const theme = await askJupyterLab(pageUrl);
    show(theme);
    remember(key, theme === null ? null : JSON.stringify(theme));
  };
  show(readTheme(recall(key)));
  void ask();
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && void ask());
}

function readTheme(text: string | null): Theme | null {
  try {
    const { scheme, highContrast } = JSON.parse(text ?? '{}') as Partial<Theme>;
    return scheme === 'light' || scheme === 'dark' ? { scheme, highContrast: highContrast === true } : null;
  } catch {
    return null;
  }
}
