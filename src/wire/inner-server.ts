import type { Server } from 'node:http';
import { duplexPair } from 'node:stream';
import { asksForWebsocket, type Forwarding } from './forwarding.ts';
import { endsHere, mapHeaders } from './header-rules.ts';
import type { MessageHead, RequestHead } from './message-head.ts';
import { headText, type OwnAnswer } from './own-answer.ts';
import { StreamWire } from './stream-wire.ts';
import type { Wire } from './wire.ts';

const nothingToDo = () => undefined;

/**
 * Makes an http server of this process, which itself listens nowhere, one more server to pass requests on to. Its connections
 * are streams in memory: node:http takes any ("connection" may be emitted with a Duplex). Each carries one request: what two
 * readers of HTTP might see differently in one can then not reach the next, and a new stream costs little.
 *
 * @param failed what a client is told when the server closed without an answer
 */
export function createInnerServer(server: Server, failed: () => OwnAnswer) {
  const open = new Set<Wire>();
  const upstream = {
    take() {
      const [ours, theirs] = duplexPair();
      server.emit('connection', theirs);
      const wire = new StreamWire(ours);
      open.add(wire);
      ours.once('close', () => {
        open.delete(wire);
        // It would only hear of an end, and keep its side open with all that belongs to it.
        theirs.destroy();
      });
      return { wire, reused: false };
    },
    give: (wire: Wire) => wire.destroy(),
  };
  return {
    /** The request as it came, apart from what belongs to the client's connection. */
    forwarding(request: RequestHead): Forwarding {
      const upgrade = asksForWebsocket(request);
      const coding = request.headers['transfer-encoding'];
      const lists = [
        endToEnd(request),
        coding === undefined ? [] : ['Transfer-Encoding', coding],
        upgrade ? ['Connection', 'Upgrade', 'Upgrade', 'websocket'] : [],
      ];
      return {
        upstream,
        head: headText(`${request.method} ${request.url} HTTP/${request.httpVersion}`, ...lists),
        upgrade,
        mayRepeat: false,
        hurriesBody: true,
        answer: (answer) => ({ headers: endToEnd(answer), collect: null }),
        failed,
        began: () => nothingToDo,
        joined: () => nothingToDo,
      };
    },
    close() {
      for (const wire of open) wire.destroy();
    },
  };
}

function endToEnd(head: MessageHead): string[] {
  const ends = endsHere(head.headers.connection);
  return mapHeaders(head, (name, value) => (ends(name) ? null : value));
}
