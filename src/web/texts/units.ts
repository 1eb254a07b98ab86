/** How measures are written; the numbers come in the language's own form. */
export const unitTexts = {
  bytes: ['B', 'kB', 'MB', 'GB', 'TB'],
  size: (value: string, unit: string) => `${value} ${unit}`,
  percent: (value: string) => `${value} %`,
  days: (value: string) => `${value} d`,
  hours: (value: string) => `${value} h`,
  minutes: (value: string) => `${value} min`,
  seconds: (value: string) => `${value} s`,
  /** Two units of one duration: "1 h", "5 min" -> "1 h 5 min". */
  together: (large: string, small: string) => `${large} ${small}`,
};
