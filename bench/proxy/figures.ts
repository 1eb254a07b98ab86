/** What is measured. */
export interface Figure {
  title: string;
  unit: string;
  /** Which values are the good ones. */
  better: 'more' | 'less';
}

/** Every figure by its id, in the order of the tables. */
export const figures = {
  'push-1mb': { title: 'websocket messages of 1 MB', unit: 'MB/s', better: 'more' },
  'push-64kb': { title: 'websocket messages of 64 kB', unit: 'MB/s', better: 'more' },
  'echo-p50': { title: 'echo of 125 bytes, median', unit: 'µs', better: 'less' },
  'echo-p99': { title: 'echo of 125 bytes, 99th percentile', unit: 'µs', better: 'less' },
  get: { title: 'GET of 400 MB', unit: 'MB/s', better: 'more' },
  post: { title: 'POST of 400 MB', unit: 'MB/s', better: 'more' },
  requests: { title: 'small requests on 32 connections', unit: 'a second', better: 'more' },
  idle: { title: 'memory of an idle websocket, of 5,000', unit: 'kB', better: 'less' },
  'slow-websocket': { title: 'growth, websocket read at 1 MB/s', unit: 'MB', better: 'less' },
  'slow-get': { title: 'growth, GET read at 1 MB/s', unit: 'MB', better: 'less' },
} as const satisfies Record<string, Figure>;

/** A figure's name in results and on the command line. */
export type FigureId = keyof typeof figures;

/** All ids, in the order of the tables. */
export const figureIds = Object.keys(figures) as FigureId[];
