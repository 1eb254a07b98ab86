/**
 * Builds the launcher page into `outDir` (emptied first; default dist/page) and answers its files. `compressed`: scripts and styles
 * also as browsers take them. `texts`: absolute path of a translation of src/web/texts; default: none.
 */
export function buildPage(options?: {
  outDir?: string;
  compressed?: boolean;
  texts?: string | null;
}): Promise<{ name: string; bytes: number }[]>;
