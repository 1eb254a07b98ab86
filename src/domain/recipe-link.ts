/**
 * The path and query that open the preview of a recipe. On a hub it is the address that leads whoever follows it to a server of
 * their own, which the hub starts where it does not run.
 *
 *     "/user/ada/trame-manager/" on a hub at "/" -> "/hub/user-redirect/trame-manager/?recipe=%2Fdata%2Fa.trame-recipe.yml"
 *
 * @param basePath begins and ends with "/"
 * @param env JUPYTERHUB_BASE_URL and JUPYTERHUB_SERVICE_PREFIX, as the hub sets them
 */
export function recipeLink(basePath: string, env: NodeJS.ProcessEnv, file: string): string {
  const query = `?recipe=${encodeURIComponent(file)}`;
  const { JUPYTERHUB_BASE_URL: hub, JUPYTERHUB_SERVICE_PREFIX: own } = env;
  if (!hub?.endsWith('/') || !own?.endsWith('/') || !basePath.startsWith(own)) return `${basePath}${query}`;
  return `${hub}hub/user-redirect/${basePath.slice(own.length)}${query}`;
}
