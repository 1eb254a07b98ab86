import { Agent, type IncomingMessage, request } from 'node:http';

/** Asks so many times, one after the other; gives the time of each until its last byte, in milliseconds. */
export type Asker = (times: number) => Promise<number[]>;

/** Asks one address on one kept connection. @throws Error for any other status than 200 */
export function createAsker(url: string, headers: Record<string, string>): Asker {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const askOnce = () =>
    new Promise<void>((resolve, reject) => {
      const take = (answer: IncomingMessage) => {
        if (answer.statusCode !== 200) reject(new Error(`${url} answers ${answer.statusCode}.`));
        answer.resume().on('end', resolve).on('error', reject);
      };
      request(url, { agent, headers }, take).on('error', reject).end();
    });
  return async (times) => {
    const found: number[] = [];
    for (let asked = 0; asked < times; asked += 1) {
      const start = performance.now();
      await askOnce();
      found.push(performance.now() - start);
    }
    return found;
  };
}
