import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** An answer may take this long where all else is busy. */
const limitMs = 60_000;
const pauseMs = 20;

/** Asks for `/healthz` again and again on a connection of its own, as somebody who has nothing to do with all that. */
export function createHealthWatch(port: number, token: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const faults: string[] = [];
  let [asked, slowestMs, ending] = [0, 0, false];
  const watching = (async () => {
    while (!ending) {
      const beganAt = performance.now();
      const problem = await ask(agent, port, token);
      asked += 1;
      slowestMs = Math.max(slowestMs, performance.now() - beganAt);
      if (problem !== null && faults.length < 10) faults.push(`healthz: ${problem}`);
      await delay(pauseMs);
    }
  })();
  return {
    async end(): Promise<{ asked: number; slowestMs: number; faults: string[] }> {
      ending = true;
      await watching;
      agent.destroy();
      return { asked, slowestMs, faults };
    },
  };
}

function ask(agent: Agent, port: number, token: string): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const headers = { authorization: `Bearer ${token}` };
  const asked = request({ agent, host: '127.0.0.1', port, path: '/healthz', headers, timeout: limitMs }, (response) => {
    response.resume().on('end', () => resolve(response.statusCode === 200 ? null : `status ${response.statusCode}`));
  });
  asked.on('timeout', () => {
    resolve(`no answer within ${limitMs} ms`);
    asked.destroy();
  });
  asked.on('error', (error) => resolve(error.message));
  asked.end();
  return promise;
}
