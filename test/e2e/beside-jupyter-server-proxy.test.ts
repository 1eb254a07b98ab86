import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { comparedConversations } from '../support/compared-conversations.ts';
import { startEventApp } from '../support/compared-events.ts';
import { type ComparedRequest, comparedRequests, plainAnswer } from '../support/compared-requests.ts';
import { knownDifferences } from '../support/known-differences.ts';
import { root } from '../support/python-environment.ts';
import { startWebsocketApp } from '../support/three-way-websockets.ts';
import { exchange, startScriptedApp, startThreeWays, type Way, ways } from '../support/three-ways.ts';

t.setTimeout(180_000);

/** What came of one question on each way. */
type Outcome = { what: string } & Record<Way, unknown>;

t.test('the daemon differs from jupyter-server-proxy, alone and behind it, in just what is known', async (t) => {
  const three = await startThreeWays(t);
  const outcomes: Outcome[] = [];
  const compare = async (what: string, askOn: (way: Way) => Promise<unknown>) => {
    const outcome = { what } as Outcome;
    for (const way of ways) outcome[way] = await askOn(way);
    outcomes.push(outcome);
  };

  const app = await startScriptedApp(t);
  for (const request of comparedRequests) {
    await compare(request.what, async (way) => {
      const prefix = three.prefix(way, app.port);
      const text = (template: string) => template.replaceAll('PREFIX', prefix).replaceAll('APPPORT', String(app.port));
      Object.assign(app.script, { answer: text(request.answer ?? plainAnswer), atHead: request.atHead ?? false });
      app.seen.length = 0;
      const got = await exchange(
        three.port(way),
        text(requestText(request, prefix, await three.credentials(app.port))),
      );
      return named(request.look(app.seen.at(-1), got), prefix);
    });
  }

  const websockets = await startWebsocketApp(t);
  for (const conversation of comparedConversations) {
    await compare(conversation.what, async (way) => {
      const result = await websockets.converse(three, way, conversation);
      return named(result, three.prefix(way, websockets.port), `127.0.0.1:${three.port(way)}`);
    });
  }

  const events = await startEventApp(t);
  const theirs = 'text/event-stream';
  await compare('events, asked for by name', (way) => events.listen(three, way, theirs));
  await compare('events, with another `Accept` than theirs', (way) => events.listen(three, way, `${theirs}, */*`));

  for (const outcome of outcomes) t.strictSame(outcome, expected(outcome), outcome.what);
  const asked = outcomes.map(({ what }) => what);
  t.strictSame(
    knownDifferences.filter(({ what }) => !asked.includes(what)),
    [],
    'nothing is known that was not asked',
  );
});

t.test('docs/proxy.md tells of each difference, and of no other', async (t) => {
  const page = await readFile(join(root, 'docs/proxy.md'), 'utf8');
  const rowsOf = (heading: string) => {
    const section = page.split(/^## /m).find((text) => text.startsWith(heading)) ?? '';
    return [...section.matchAll(/^\| (.*?) +\|/gm)].map((match) => match[1]).slice(2);
  };
  const rows = (list: typeof knownDifferences) => [...new Set(list.map(({ row }) => row))].sort();
  const lost = knownDifferences.filter(({ chain }) => chain !== undefined);
  t.strictSame(rowsOf('Beside jupyter-server-proxy').sort(), rows(knownDifferences));
  t.strictSame(rowsOf('What jupyter-server-proxy, the hop before, takes away').sort(), rows(lost));
});

/** Where nothing is known, all ways have to do the same as the daemon. */
function expected({ what, daemon }: Outcome): Outcome {
  const known = knownDifferences.find((difference) => difference.what === what);
  if (known === undefined) return { what, daemon, jupyter: daemon, chain: daemon };
  return {
    what,
    daemon: known.daemon,
    jupyter: known.jupyter,
    chain: known.chain === undefined ? known.daemon : known.chain,
  };
}

function requestText(
  { method = 'GET', path = '/', headers = [], body = '' }: ComparedRequest,
  prefix: string,
  more: string[],
) {
  const closing = headers.some((header) => header.startsWith('Connection:')) ? [] : ['Connection: close'];
  const lines = [`${method} ${prefix}${path} HTTP/1.1`, 'Host: 127.0.0.1:8888', ...closing, ...more, ...headers];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** With words for what is another on each way or in each run. */
function named(result: unknown, prefix: string, host = '\0'): unknown {
  if (typeof result === 'string') return result.replaceAll(prefix, 'PREFIX').replaceAll(host, 'HOST');
  return Array.isArray(result) ? result.map((part) => named(part, prefix, host)) : result;
}
