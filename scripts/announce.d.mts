/** See announce.mjs. */
export function createAnnouncer(options: {
  total: number;
  write?: (text: string) => void;
}): (title: string, work: (report: (line: string) => void) => Promise<string | undefined>) => Promise<void>;
