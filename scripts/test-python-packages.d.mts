/** See announce.mjs. */
export function ensureTestPythonPackages(options: {
  root: string;
  python: string;
  announce: (title: string, work: (report: (line: string) => void) => Promise<string | undefined>) => Promise<void>;
}): Promise<void>;
