import { FeedWatcher } from './feed-watcher.ts';

/** Loads the launcher page again and again as a browser without a cache does, watches for a moment and leaves. */
export function loadPages(options: { port: number; headers: Record<string, string>; pageEveryMs: number }) {
  const { port, headers, pageEveryMs } = options;
  const counts = { pages: 0, brokenPages: 0 };
  const under = new Set<Promise<void>>();
  const timer = setInterval(() => {
    const load = loadPage(port, headers).then(
      () => {
        counts.pages += 1;
      },
      () => {
        counts.brokenPages += 1;
      },
    );
    under.add(load);
    void load.finally(() => under.delete(load));
  }, pageEveryMs);
  return {
    /** Resolves when those under way are loaded. */
    async stop() {
      clearInterval(timer);
      await Promise.all(under);
      return counts;
    },
  };
}

/** The page with all that it names, and its first view of what runs. @throws Error where something is missing */
export async function loadPage(port: number, headers: Record<string, string>): Promise<void> {
  const base = `http://127.0.0.1:${port}/`;
  const html = await text(base, headers);
  const files = [...html.matchAll(/(?:src|href)="([^":]+)"/g)].map((match) => match[1] ?? '');
  if (files.length === 0) throw new Error('the page names no files');
  await Promise.all(files.map((file) => text(new URL(file, base).href, headers)));
  const watcher = await FeedWatcher.open({ port, headers });
  watcher.close();
}

async function text(url: string, headers: Record<string, string>): Promise<string> {
  const response = await fetch(url, { headers });
  const content = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return content;
}
