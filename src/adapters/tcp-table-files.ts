import { closeSync, openSync, readSync } from 'node:fs';
import { setImmediate as others } from 'node:timers/promises';
import { shareRuns } from '../domain/shared-runs.ts';

/**
 * The rows of the kernel's tables of TCP sockets, IPv4 and IPv6 (proc_net_tcp of its documentation), as they are at some moment
 * after the call; null where it tells none. Who asks at the same time gets the same rows.
 *
 * Read here and not in Node's threads: the kernel makes them up in memory and never waits, but gives a page of 4 kB at a time,
 * and with a thousand connections the way to a thread and back 40 times takes three times what the reading itself takes.
 */
export const readTcpRows = shareRuns(() => readBoth(() => false));

/**
 * The same, but of listening sockets alone where the kernel tells those first, as all known ones do: that is a hundredth of a busy
 * machine's table. For a first choice only, that something else proves.
 */
export const readFirstListenerRows = shareRuns(() => readBoth((rows) => otherState.test(rows)));

/** A row whose state is not 0A: "   7: 0100007F:5294 0100007F:DABC 01 …" */
const otherState = /^ *\d+: \S+ \S+ (?!0A)/m;

async function readBoth(isEnough: (rows: string) => boolean): Promise<string[] | null> {
  const inet = await readInTurns('/proc/net/tcp', isEnough);
  const inet6 = await readInTurns('/proc/net/tcp6', isEnough);
  return inet === null ? null : `${inet}\n${inet6 ?? ''}`.split('\n');
}

/** After so long others have their turn. */
const turnMs = 1;

async function readInTurns(path: string, isEnough: (rows: string) => boolean): Promise<string | null> {
  let file: number | null = null;
  try {
    file = openSync(path, 'r');
    const pieces: string[] = [];
    for (let turn = performance.now(); ; ) {
      const length = readSync(file, buffer, 0, buffer.length, null);
      const piece = buffer.toString('latin1', 0, length);
      pieces.push(piece);
      if (length === 0 || isEnough(piece)) return pieces.join('');
      if (performance.now() - turn < turnMs) continue;
      await others();
      turn = performance.now();
    }
  } catch {
    return null;
  } finally {
    if (file !== null) closeSync(file);
  }
}

/** What stands in it is taken out before anyone else has a turn. */
const buffer = Buffer.allocUnsafeSlow(16 * 1024);
