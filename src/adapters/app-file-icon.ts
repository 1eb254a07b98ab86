import { realpath, stat } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';

/** Images that browsers show, by the ending of their name. */
export const iconEndings = ['.svg', '.png', '.jpg', '.jpeg', '.gif', '.webp', '.ico'] as const;

/** The icon's absolute path (null when it is not there, which is no error), or why it cannot be used. */
export type FoundIcon = { ok: true; icon: string | null } | { ok: false; message: string; hint: string };

/**
 * Looks for the icon that an app file names. It is served to browsers, so it has to be an image inside the app's own
 * directory also after all symbolic links: `findIcon("/…/trame/cone", "../../secret.svg")` is refused.
 */
export async function findIcon(directory: string, written: string): Promise<FoundIcon> {
  if (!(iconEndings as readonly string[]).includes(extname(written).toLowerCase())) {
    return { ok: false, message: `The icon "${written}" is no image.`, hint: `Use one of ${iconEndings.join(', ')}.` };
  }
  const file = resolve(directory, written);
  if (!isInside(file, resolve(directory))) return outside(written);
  try {
    const real = await realpath(file);
    if (!isInside(real, await realpath(directory))) return outside(written);
    if (!(await stat(real)).isFile()) return { ok: true, icon: null };
    return { ok: true, icon: join(file) };
  } catch {
    return { ok: true, icon: null };
  }
}

function isInside(file: string, directory: string): boolean {
  return file.startsWith(directory === sep ? sep : directory + sep);
}

function outside(written: string): FoundIcon {
  return {
    ok: false,
    message: `The icon "${written}" lies outside the app’s directory.`,
    hint: 'Copy it beside the app file.',
  };
}
