import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import type { Test } from 'tap';

/**
 * A POST by a script of the page, with the browser's cookies; resolves to its status. `no-cors` is what a page can send to
 * another origin without asking; its status is 0, so the browser's own word is taken. "kept back": the browser did not give the
 * page an answer.
 */
export async function postFrom(
  page: Page,
  url: string,
  headers: Record<string, string> = {},
): Promise<number | 'kept back'> {
  const target = new URL(url, page.url()).href;
  const answered = page.waitForResponse((response) => response.url() === target).catch(() => null);
  const isGiven = await page.evaluate(
    `fetch(${JSON.stringify(target)}, ${JSON.stringify({
      method: 'POST',
      mode: new URL(target).origin === new URL(page.url()).origin ? 'same-origin' : 'no-cors',
      credentials: 'include',
      headers,
      body: 'a body',
    })}).then(() => true, () => false)`,
  );
  return isGiven ? ((await answered)?.status() ?? 'kept back') : 'kept back';
}

/** A websocket by a script of the page: sends "a message"; resolves to the first answer, or "refused" where it is closed. */
export function talkFrom(page: Page, url: string): Promise<string> {
  const target = new URL(url, page.url()).href.replace(/^http/, 'ws');
  return page.evaluate(`new Promise((resolve) => {
    const socket = new WebSocket(${JSON.stringify(target)}, ['recorded']);
    socket.onopen = () => socket.send('a message');
    socket.onmessage = ({ data }) => resolve(data);
    socket.onclose = () => resolve('refused');
  })`);
}

/** Leads the page to an address as a link in it would, with its own address as the referrer. */
export async function followFrom(page: Page, url: string): Promise<void> {
  await page.evaluate(`
    const link = document.createElement('a');
    link.href = ${JSON.stringify(url)};
    document.body.append(link);
    link.click();
  `);
  await page.waitForURL(url);
}

/** A page on a port of its own, so of another origin; gives its address. */
export async function startForeignSite(t: Test): Promise<string> {
  const server = createServer((_request, response) => response.setHeader('Content-Type', 'text/html').end('<p>evil'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
