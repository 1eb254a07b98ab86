/** What a path may refer to. `extra` wins over `env`. */
export interface ExpansionContext {
  /** The user's home directory, for a leading `~`. */
  home: string;
  env: Readonly<Record<string, string | undefined>>;
  /** Variables of our own, such as APP_DIRECTORY. */
  extra?: Readonly<Record<string, string>>;
}

/** The expanded path, or a sentence that says what cannot be expanded and how to mend it. */
export type ExpandedPath = { ok: true; path: string } | { ok: false; message: string };

/**
 * Expands a leading `~` and `$NAME` or `${NAME}` anywhere, as a shell would, but without one: values are taken as they
 * are, and nothing is ever run. `$$` is a plain dollar sign. A relative path stays relative.
 *
 *     "~/cases/$RUN" with home "/home/ada" and RUN "7" -> "/home/ada/cases/7"
 *     "${APP_DIRECTORY}/data" -> "/home/ada/.local/share/jupyter/trame/cone/data"
 *     "$NOWHERE/x" -> message: the variable NOWHERE is not set
 */
export function expandPath(text: string, context: ExpansionContext): ExpandedPath {
  if (/^~[^/]/.test(text)) {
    return wrong(`"${text}" names the home directory of another user, which is not supported; write the whole path.`);
  }
  const fromHome = text.startsWith('~');
  let message: string | null = null;
  const rest = (fromHome ? text.slice(1) : text).replaceAll(reference, (whole, braced?: string, bare?: string) => {
    if (whole === '$$') return '$';
    const name = braced ?? bare ?? '';
    const value = variableName.test(name) && !isUnclosed(whole) ? lookUp(name, context) : null;
    if (value === null) message ??= whyNot(whole, name, text);
    return value ?? '';
  });
  if (message !== null) return wrong(message);
  const path = fromHome ? context.home + rest : rest;
  return path.includes('\0') ? wrong('A path cannot hold a NUL character.') : { ok: true, path };
}

const reference = /\$\$|\$\{([^}]*)\}?|\$([A-Za-z_][A-Za-z0-9_]*)/g;
const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;

function lookUp(name: string, context: ExpansionContext): string | null {
  if (context.extra !== undefined && Object.hasOwn(context.extra, name)) return context.extra[name] ?? null;
  return Object.hasOwn(context.env, name) ? (context.env[name] ?? null) : null;
}

function whyNot(whole: string, name: string, text: string): string {
  if (isUnclosed(whole)) return `"${text}" has a "\${" without its "}".`;
  if (!variableName.test(name)) {
    return `"${whole}" in "${text}" cannot be expanded: only $NAME and \${NAME} are, no other shell syntax.`;
  }
  return `The variable ${name} in "${text}" is not set; set it where Jupyter is started, or write the path itself.`;
}

function isUnclosed(whole: string): boolean {
  return whole.startsWith('${') && !whole.endsWith('}');
}

function wrong(message: string): ExpandedPath {
  return { ok: false, message };
}
