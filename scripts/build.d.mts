/** Builds everything below `to` (default dist/); a second call replaces the first one's files. */
export function buildAll(to?: string): Promise<void>;
/** The daemon's program in one file. */
export function bundleDaemon(outfile: string): Promise<unknown>;
