import type { Instance } from '../domain/instance.ts';
import type { InstanceContext } from './instance-context.ts';
import type { InstanceEntry } from './instance-entry.ts';
import type { InstanceSlots } from './instance-slots.ts';
import type { InstanceSupervisor } from './instance-supervisor.ts';
import { capLogSoon } from './instance-watch.ts';

/** What commands to instances work with. */
export interface InstanceParts {
  context: InstanceContext;
  slots: InstanceSlots;
  supervisor: InstanceSupervisor;
  /** Looks for what other daemons started. */
  rescan(): Promise<void>;
}

/** Watches an instance that was just started, and looks at it for the first time. */
export async function begin(parts: InstanceParts, entry: InstanceEntry): Promise<Instance> {
  const { context, supervisor } = parts;
  Object.assign(entry, { quietSince: null, seenSince: performance.now() });
  watch(parts, entry);
  if (entry.record.stop_requested_at !== null) void supervisor.end(entry);
  const shown = context.book.show(entry);
  void supervisor.check(entry);
  return shown;
}

/** Watches an instance that another daemon started, and looks at it for the first time. */
export async function takeUp(parts: InstanceParts, entry: InstanceEntry): Promise<void> {
  watch(parts, entry);
  await parts.supervisor.check(entry);
}

function watch({ context, supervisor }: InstanceParts, entry: InstanceEntry): void {
  entry.unwatch?.();
  entry.unwatch = context.host.sessions.watchSession(entry.record.id, (file) => {
    if (file === 'log') capLogSoon(context, entry);
    if (file === 'record.json' || file === 'exit_status' || file === 'address') void supervisor.check(entry);
  });
}
