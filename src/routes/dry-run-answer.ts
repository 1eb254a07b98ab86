import type { Static } from 'typebox';
import type { DryRunSchema } from '../schemas/dry-run.ts';
import type { LaunchTest } from '../services/ports.ts';

/** What a dry run found, as it is answered. */
export function dryRunAnswer({ script, problems, estimatedStart }: LaunchTest): Static<typeof DryRunSchema> {
  return { script, problems, estimated_start: estimatedStart };
}
