/** How many steps `ensurePythonEnvironment` announces. */
export const pythonEnvironmentSteps: number;

/** See python-environment.mjs. */
export function ensurePythonEnvironment(options: {
  root: string;
  announce: (title: string, work: (report: (line: string) => void) => Promise<string | undefined>) => Promise<void>;
}): Promise<{ python: string; bin: string }>;
