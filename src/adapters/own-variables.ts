/**
 * Takes out of the environment what only this process was to be started with, so that no app inherits it: the names are in
 * `TRAME_MANAGER_OWN_VARIABLES`, with spaces between them. Such as glibc's settings, which it read before this ran.
 *
 * {TRAME_MANAGER_OWN_VARIABLES: "MALLOC_ARENA_MAX", MALLOC_ARENA_MAX: "2", HOME: "/home/a"} -> {HOME: "/home/a"}
 */
export function dropOwnVariables(env: NodeJS.ProcessEnv): void {
  const names = env.TRAME_MANAGER_OWN_VARIABLES?.split(' ') ?? [];
  for (const name of names) if (name !== '') delete env[name];
  delete env.TRAME_MANAGER_OWN_VARIABLES;
}
