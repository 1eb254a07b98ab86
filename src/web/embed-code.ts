import type { Instance } from '../domain/instance.ts';

/** What shows an instance elsewhere. */
export interface EmbedCode {
  /** Lines for a notebook's cell, for the Python client. */
  notebook: string;
  /** For a page of the same origin. */
  html: string;
}

/** How an instance is shown in a notebook, and in a page: there by its address without the host. */
export function embedCode({ id, name, path }: Pick<Instance, 'id' | 'name' | 'path'>, pageUrl: string): EmbedCode {
  const { pathname } = new URL(`.${path}`, pageUrl);
  return {
    notebook: `from trame_manager import connect\n\nconnect().instances["${id}"].show(height=600)`,
    html: `<iframe src="${escaped(pathname)}" title="${escaped(name)}" width="100%" height="600"></iframe>`,
  };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
