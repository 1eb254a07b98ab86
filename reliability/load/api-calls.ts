/**
 * A process of the load program that does nothing but API calls, at a steady rate. Takes an ApiOrder over IPC; at "stop" it waits
 * for the answers and sends an ApiReport.
 */
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { createRandom, pick } from '../random.ts';

export interface ApiOrder {
  port: number;
  /** Of the bare server. */
  barePort: number;
  headers: Record<string, string>;
  /** Running instances, to be renamed and asked for. */
  ids: string[];
  perSecond: number;
  seed: number;
}

export interface ApiReport {
  calls: Call[];
  /** Answers that were not 2xx, as "GET instances: 500". */
  wrong: string[];
}

export interface Call {
  what: string;
  /** When it was to be made, in ms since the calls began. */
  atMs: number;
  /** From then to the last byte of its answer: a call that waits for its turn counts its wait. */
  tookMs: number;
  /** Of the bare server, not of the daemon. */
  isBare: boolean;
}

interface Kind {
  what: string;
  method: string;
  path: (id: string) => string;
  body?: (random: () => number) => object;
  isBare?: true;
}

/** As pages and scripts call: mostly they read. One in six goes to the bare server. */
const kinds: Kind[] = [
  ...times(4, { what: 'GET instances', method: 'GET', path: () => 'instances' }),
  ...times(5, { what: 'GET instance', method: 'GET', path: (id) => `instances/${id}` }),
  ...times(2, { what: 'GET system', method: 'GET', path: () => 'system' }),
  ...times(3, { what: 'GET apps', method: 'GET', path: () => 'apps' }),
  ...times(2, { what: 'GET log', method: 'GET', path: (id) => `instances/${id}/log?tail=200` }),
  ...times(2, {
    what: 'PATCH instance',
    method: 'PATCH',
    path: (id) => `instances/${id}`,
    body: (random) => ({ name: `Run ${Math.floor(random() * 1000)}` }),
  }),
  ...times(2, { what: 'POST link', method: 'POST', path: (id) => `instances/${id}/links`, body: () => ({}) }),
  ...times(2, { what: 'bare GET', method: 'GET', path: () => '', isBare: true }),
  ...times(2, { what: 'bare PUT', method: 'PUT', path: (id) => id, body: () => ({ name: 'Run' }), isBare: true }),
];

function times(count: number, kind: Kind): Kind[] {
  return Array.from({ length: count }, () => kind);
}

async function run(order: ApiOrder): Promise<void> {
  const random = createRandom(order.seed);
  const agent = new Agent({ keepAlive: true });
  const report: ApiReport = { calls: [], wrong: [] };
  const open = new Set<Promise<void>>();
  const startMs = performance.now();
  let made = 0;
  const makeDueCalls = () => {
    for (; startMs + (made * 1000) / order.perSecond <= performance.now(); made += 1) {
      const call = makeCall(order, agent, report, { random, startMs, atMs: (made * 1000) / order.perSecond });
      open.add(call);
      void call.finally(() => open.delete(call));
    }
  };
  const timer = setInterval(makeDueCalls, 1);
  await once(process, 'message');
  clearInterval(timer);
  await Promise.all(open);
  process.send?.(report, () => process.disconnect());
}

async function makeCall(
  { port, barePort, headers, ids }: ApiOrder,
  agent: Agent,
  report: ApiReport,
  { random, startMs, atMs }: { random: () => number; startMs: number; atMs: number },
): Promise<void> {
  const { what, method, path, body, isBare = false } = pick(random, kinds);
  const text = body === undefined ? null : JSON.stringify(body(random));
  const length = text === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  const url = { host: '127.0.0.1', port: isBare ? barePort : port, path: `/api/v1/${path(pick(random, ids))}` };
  const answer = await new Promise<string>((resolve, reject) => {
    const request = httpRequest({ ...url, method, agent, headers: { ...headers, ...length } }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        if ((response.statusCode ?? 0) >= 300) text += chunk;
      });
      response.on('end', () => resolve(`${response.statusCode} ${text}`)).on('error', reject);
    });
    request.on('error', reject).end(text ?? undefined);
  }).catch((error: unknown) => String(error));
  report.calls.push({ what, atMs, tookMs: performance.now() - startMs - atMs, isBare });
  if (!answer.startsWith('2')) report.wrong.push(`${what}: ${answer.slice(0, 500)}`);
}

if (process.send !== undefined) {
  process.once('disconnect', () => process.exit());
  const [order] = await once(process, 'message');
  await run(order as ApiOrder);
}
