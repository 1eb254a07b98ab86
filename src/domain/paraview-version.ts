/** What a line of `pvserver --version` says: "paraview version 5.11.0" -> "5.11.0"; null where no line says one. */
export function findParaViewVersion(text: string): string | null {
  return /^paraview version (\d+\.\d+(?:\.\d+)?\S{0,40})\s*$/m.exec(text)?.[1] ?? null;
}
