interface Options {
  root: string;
  python: string;
  announce: (title: string, work: (report: (line: string) => void) => Promise<string | undefined>) => Promise<void>;
}

/** See test-python-packages.mjs. */
export function ensureTestPythonPackages(options: Options): Promise<void>;
/** See test-python-packages.mjs. */
export function ensureParaViewPython(options: Options): Promise<string>;
