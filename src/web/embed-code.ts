import type { Instance } from '../domain/instance.ts';

/** What shows an instance inside another page of the same origin. */
export interface EmbedCode {
  /** A line for a notebook's cell. */
  notebook: string;
  html: string;
}

/**
 * How an instance is shown in a notebook or page, by its address without the host: a notebook of the same Jupyter has the same.
 * "/proxy/40123/", "https://hub/user/a/trame-manager/?x" -> "/user/a/trame-manager/proxy/40123/"
 */
export function embedCode({ name, path }: Pick<Instance, 'name' | 'path'>, pageUrl: string): EmbedCode {
  const { pathname } = new URL(`.${path}`, pageUrl);
  return {
    notebook: `from IPython.display import IFrame; IFrame(${pythonText(pathname)}, width="100%", height=600)`,
    html: `<iframe src="${escaped(pathname)}" title="${escaped(name)}" width="100%" height="600"></iframe>`,
  };
}

// Paths are percent-escaped, so that a quote is all that could end the text.
function pythonText(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
