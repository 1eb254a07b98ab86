interface Options {
  root: string;
  python: string;
  announce: (title: string, work: (report: (line: string) => void) => Promise<string | undefined>) => Promise<void>;
}

/** See test-python-packages.mjs. */
export function ensureTestPythonPackages(options: Options): Promise<void>;
/** See test-python-packages.mjs. */
export function ensureParaViewPython(options: Options): Promise<string>;
/** See test-python-packages.mjs. */
export function ensureSidePanelDirectory(options: Options): Promise<string>;
/** See test-python-packages.mjs. */
export function ensureWebServicesBin(options: Options): Promise<string>;
/** See test-python-packages.mjs. */
export function ensureNotebookDirectory(options: Options): Promise<string>;
