export interface BuiltPage {
  outDir: string;
  files: { name: string; bytes: number }[];
  /** Ends the watching; nothing to do without it. */
  stop(): Promise<void>;
}

/** Builds the launcher page into `outDir` (emptied first; default dist/page); `watch` builds again after every change. */
export function buildPage(options: { outDir?: string; watch?: boolean }): Promise<BuiltPage>;
