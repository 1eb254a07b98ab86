/** How the page looks. */
export interface Theme {
  scheme: 'light' | 'dark';
  highContrast: boolean;
}

/** Of JupyterLab's settings: https://jupyterlab.readthedocs.io, "apputils-extension:themes". */
const themeSettings = 'lab/api/settings/@jupyterlab/apputils-extension:themes';
const patienceMs = 5_000;

/**
 * The theme of the JupyterLab that this page belongs to; null: there is none, it follows the system, or nobody can tell.
 *
 * @param pageUrl "http://host/user/a/trame-manager/": JupyterLab is asked below "/user/a/"
 */
export async function askJupyterLab(pageUrl: string): Promise<Theme | null> {
  const url = new URL(`../${themeSettings}`, pageUrl);
  // A daemon by itself has nothing above it.
  if (new URL('..', pageUrl).href === new URL('.', pageUrl).href) return null;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(patienceMs) });
    return answer.ok ? themeIn(await answer.json()) : null;
  } catch {
    return null;
  }
}

/** Reads JupyterLab's answer: what the user chose, else the default. Themes of others tell by their names, or not at all. */
export function themeIn(answer: unknown): Theme | null {
  const { settings, schema } = asRecord(answer);
  const defaults = asRecord(asRecord(schema).properties);
  const setting = (name: string) => asRecord(settings)[name] ?? asRecord(defaults[name]).default;
  if (setting('adaptive-theme') === true) return null;
  const name = String(setting('theme') ?? '').toLowerCase();
  if (!/\b(light|dark)\b/.test(name)) return null;
  return { scheme: /\bdark\b/.test(name) ? 'dark' : 'light', highContrast: name.includes('high contrast') };
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
