import { keepCompiledCode } from '../adapters/compiled-code.ts';
import { dropOwnVariables } from '../adapters/own-variables.ts';
import { widenThreadPool } from '../adapters/thread-pool.ts';
import type { Installation } from './installation.ts';

/** What has to be done before the daemon's own code is loaded. Takes a few milliseconds; never throws. */
export async function beforeServe(installation: Installation): Promise<void> {
  // Asked to end before it began: that is no failure.
  process.once('SIGTERM', () => process.exit(0));
  dropOwnVariables(process.env);
  widenThreadPool();
  if (installation.isBuilt) await keepCompiledCode(process.env, installation.version);
}
