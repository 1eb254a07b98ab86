import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchOptions } from './options.ts';
import type { Peer, PeerName } from './peer.ts';
import { startPeers } from './start-peers.ts';

/**
 * Starts fresh processes of those peers, works with them and ends them, also when this program is asked to end. A peer that does
 * not start is said aloud, and the benchmark fails in the end.
 */
export async function withPeers(
  { peers: names, main }: BenchOptions,
  wanted: (name: PeerName) => boolean,
  work: (peers: Peer[]) => Promise<void>,
): Promise<void> {
  // Short: sockets have their paths in it.
  const home = mkdtempSync(join(tmpdir(), 'tmb-'));
  const starting = startPeers(names.filter(wanted), home, main);
  let ended: Promise<void> | null = null;
  const end = () => {
    ended ??= starting
      .then((field) => field.stop())
      .finally(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
    return ended;
  };
  const interrupted = () => {
    end().finally(() => process.exit(1));
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  const field = await starting;
  for (const { name, reason } of field.missing) {
    console.error(`\n${name} could not be started: ${reason}`);
    process.exitCode = 1;
  }
  try {
    await work(field.peers);
  } finally {
    const broken = ended !== null;
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    await end();
    // What was measured while the peers were being ended must not be written anywhere.
    if (broken) process.exit(1);
  }
}
