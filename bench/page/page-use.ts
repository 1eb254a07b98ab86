import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { WebSocket } from 'ws';
import type { ListedInstance, MeasuredDaemon } from '../../reliability/load/measured-daemon.ts';

/** Scrolls the page from end to end; resolves to the tasks of more than 50 ms meanwhile, in ms. */
export async function measureScrolling(page: Page): Promise<number[]> {
  await page.locator('tm-app-card').first().waitFor();
  await page.waitForTimeout(1000);
  await page.evaluate(`globalThis.longTasks = []; new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(Math.round(duration));
  }).observe({ type: 'longtask' })`);
  await page.mouse.move(800, 400);
  for (let step = 0; step < 120; step += 1) {
    await page.mouse.wheel(0, 400);
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))');
  }
  await page.waitForTimeout(500);
  return page.evaluate('longTasks');
}

/** Renames an instance so often; resolves to the ms from the daemon's sending of each change to the page that shows it, sorted. */
export async function measureChanges(page: Page, daemon: MeasuredDaemon, times: number): Promise<number[]> {
  const { id } = await daemon.call<ListedInstance>('POST', 'apps/echo/instances', { name: 'Change 0' });
  await page.locator(`tm-instance-card[data-id="${id}"]`).waitFor();
  const heard = new Map<string, number>();
  const watcher = new WebSocket(`${daemon.base.replace('http', 'ws')}api/v1/events`, { headers: daemon.headers });
  watcher.on('message', (data) => {
    const name = /"name":"(Change \d+)"/.exec(String(data))?.[1];
    if (name !== undefined && !heard.has(name)) heard.set(name, performance.timeOrigin + performance.now());
  });
  try {
    await once(watcher, 'message');
    await page.evaluate(`(${noteNames})(${JSON.stringify(id)})`);
    for (let turn = 1; turn <= times; turn += 1) {
      await daemon.call('PATCH', `instances/${id}`, { name: `Change ${turn}` });
      await page.waitForFunction(`globalThis.shownAt["Change ${turn}"]`);
      await delay(60);
    }
    const shown = await page.evaluate<Record<string, number>>('shownAt');
    return [...heard].flatMap(([name, at]) => (shown[name] ? [shown[name] - at] : [])).sort((a, b) => a - b);
  } finally {
    watcher.close();
    await daemon.call('DELETE', `instances/${id}`);
  }
}

/** Bytes of the page's heap, garbage collected, once it is warm and again after so many events. */
export async function measureMemory(page: Page, daemon: MeasuredDaemon, events: number): Promise<[number, number]> {
  const client = await page.context().newCDPSession(page);
  const heap = async () => {
    await client.send('HeapProfiler.collectGarbage');
    return (await client.send('Runtime.getHeapUsage')).usedSize;
  };
  const { instances } = await daemon.call<{ instances: ListedInstance[] }>('GET', 'instances');
  const rename = (turn: number) => {
    const { id = '' } = instances[turn % instances.length] ?? {};
    return daemon.call('PATCH', `instances/${id}`, { name: `Event ${turn}` });
  };
  for (let turn = 0; turn < Math.min(400, events); turn += 1) await rename(turn);
  await page.waitForTimeout(1000);
  const before = await heap();
  for (let turn = 0; turn < events; turn += 1) await rename(turn);
  await page.waitForTimeout(1000);
  return [before, await heap()];
}

/** Runs in the page: notes when the card of an instance shows each of its names, on the clock of the machine. */
const noteNames = `(id) => {
  globalThis.shownAt = {};
  const find = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.localName === 'tm-instance-card' && element.dataset.id === id) return element;
      const found = element.shadowRoot && find(element.shadowRoot);
      if (found) return found;
    }
    return null;
  };
  const card = find(document).shadowRoot;
  new MutationObserver(() => {
    const name = card.querySelector('article').getAttribute('aria-label');
    shownAt[name] ??= performance.timeOrigin + performance.now();
  }).observe(card, { subtree: true, attributes: true, childList: true, characterData: true });
}`;
