import { isInOtherHands } from '../domain/daemon-at-work.ts';
import { ManagerError } from '../domain/errors.ts';
import type { InstanceContext } from './instance-context.ts';
import type { InstanceEntry } from './instance-entry.ts';

/**
 * Waits until no other daemon of this machine is at work on an instance: what it ends must not be started meanwhile, and what
 * it starts must not be missed by an end. One that takes much longer than an end may take is not waited for.
 * @throws ManagerError instance_not_found where the other one removed it
 */
export async function untilInOwnHands(context: InstanceContext, entry: InstanceEntry): Promise<void> {
  const { book, host, site } = context;
  const deadline = performance.now() + site.instances.stopGraceMs + otherWorkMs;
  while (performance.now() < deadline && !context.closed) {
    if (!(await book.reload(entry))) throw gone(entry);
    if (!isInOtherHands(entry.record, host)) return;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

/**
 * What fails because another daemon removed the instance meanwhile says so.
 * @throws ManagerError instance_not_found, or what `work` throws
 */
export function orGone<T>({ book }: InstanceContext, entry: InstanceEntry, work: Promise<T>): Promise<T> {
  return work.catch(async (error: unknown) => {
    throw (await book.reload(entry)) ? error : gone(entry);
  });
}

const otherWorkMs = 10_000;
const lookEveryMs = 30;

function gone({ record }: InstanceEntry): ManagerError {
  return new ManagerError('instance_not_found', `There is no instance "${record.id}" any more.`);
}
