/** Builds everything below `to` (default dist/); a second call replaces the first one's files. `texts`: see buildPage. */
export function buildAll(to?: string, texts?: string | null): Promise<void>;
/** The daemon's program in one file. */
export function bundleDaemon(outfile: string): Promise<unknown>;
