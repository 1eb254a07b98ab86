/** Rows per page to choose from. */
export const pageSizes = [25, 50, 100] as const;

export type PageSize = (typeof pageSizes)[number];

/** The rows of one page, and where it lies. */
export interface RowPage<Row> {
  rows: readonly Row[];
  /** From 0; the last one where there are fewer pages than asked for. */
  page: number;
  pages: number;
  /** Numbers of its first and last row, from 1; 0 where there is none. */
  first: number;
  last: number;
}

/** Cuts page number `page` (from 0) out of all rows. */
export function rowPage<Row>(all: readonly Row[], page: number, size: PageSize): RowPage<Row> {
  const pages = Math.max(1, Math.ceil(all.length / size));
  const shown = Math.min(Math.max(0, page), pages - 1);
  const rows = all.slice(shown * size, (shown + 1) * size);
  return {
    rows,
    page: shown,
    pages,
    first: rows.length === 0 ? 0 : shown * size + 1,
    last: shown * size + rows.length,
  };
}
