/**
 * A name as every file system and header takes it; `otherwise` where nothing is left of it.
 *
 * `fileName("Größe 7/8", "server")` -> `"Gr__e_7_8"`
 */
export function fileName(name: string, otherwise: string): string {
  return name.replace(/[^A-Za-z0-9.-]/g, '_').replace(/^\.+/, '') || otherwise;
}
