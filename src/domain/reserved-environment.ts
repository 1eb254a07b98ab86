/** What a command is given by the program itself, so that an app file cannot set it. docs/app-file.md describes each. */
export const ownedVariables = [
  'INSTANCE_ARGS',
  'TRAME_INSTANCE_ARGS',
  'APP_DIRECTORY',
  'PORT',
  'BIND_ADDRESS',
  'UNIX_SOCKET',
  'BASE_URL',
  'DATA_DIRECTORY',
  'INSTANCE_ID',
  'INSTANCE_NAME',
  'SESSION_DIR',
  'REMOTE_CONTROL_ENDPOINT',
  'WSLINK_WS_COMPRESS',
] as const;

/** Prefix of the variables that carry an app's parameters: `iso` arrives as `PARAM_ISO`. */
export const parameterPrefix = 'PARAM_';

/**
 * Variables that a command never sees. `TRAME_ARGS` is one because trame ignores its command line while it is set;
 * `TRAME_MANAGER_PARENT` because a daemon that an app starts has another parent; the other carries the user's credentials.
 */
export const withheldVariables = ['TRAME_ARGS', 'TRAME_MANAGER_TOKEN', 'TRAME_MANAGER_PARENT'] as const;

/** Prefixes of further variables that a command never sees: they carry the credentials of the hub and the server. */
export const withheldPrefixes = ['JUPYTERHUB_', 'JPY_'] as const;

/** True when a command never sees a variable of this name: `isWithheld("JUPYTERHUB_API_TOKEN")`. */
export function isWithheld(name: string): boolean {
  return (
    (withheldVariables as readonly string[]).includes(name) ||
    withheldPrefixes.some((prefix) => name.startsWith(prefix))
  );
}

/** True when the program itself sets this variable for every command: `isOwned("PORT")`, `isOwned("PARAM_ISO")`. */
export function isOwned(name: string): boolean {
  return (ownedVariables as readonly string[]).includes(name) || name.startsWith(parameterPrefix);
}
