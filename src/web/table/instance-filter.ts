import { type Instance, type InstanceState, instanceStates } from '../../domain/instance.ts';
import { matcher } from '../text-folding.ts';
import { instanceTexts } from '../texts/instances.ts';
import { tableTexts } from '../texts/table.ts';

/** A state, or the two halves of the page: `ended` has stopped and failed ones, `running` all others. */
export type StateChoice = 'all' | 'running' | 'ended' | InstanceState;

/** Which instances are wanted. */
export interface InstanceFilter {
  /** Words that name, app or host have to contain. */
  query: string;
  state: StateChoice;
}

/** Lets all through. */
export const noFilter: InstanceFilter = { query: '', state: 'all' };

/** Those that a filter lets through, in the order given. */
export function filterInstances(instances: readonly Instance[], { query, state }: InstanceFilter): Instance[] {
  return searchInstances(instances, query).filter((instance) => isOf(state, instance.state));
}

/** Whether a filter may keep something away. */
export function isFiltering({ query, state }: InstanceFilter): boolean {
  return state !== 'all' || query.trim() !== '';
}

/** The states to choose from, with how many a choice would show; states that nothing is in are left out but for the chosen one. */
export function stateChoices(
  instances: readonly Instance[],
  { query, state: chosen }: InstanceFilter,
): { choice: StateChoice; count: number }[] {
  const found = searchInstances(instances, query);
  const counted = (choice: StateChoice) => ({ choice, count: found.filter(({ state }) => isOf(choice, state)).length });
  const groups = (['all', 'running', 'ended'] as const).map(counted);
  const states = instanceStates.map(counted).filter(({ choice, count }) => count > 0 || choice === chosen);
  return [...groups, ...states];
}

/** What a choice is called: "All", "Running", "Failed". */
export function choiceName(choice: StateChoice): string {
  if (choice === 'all') return tableTexts.all;
  if (choice === 'running') return instanceTexts.running;
  return choice === 'ended' ? instanceTexts.ended : instanceTexts.states[choice];
}

function searchInstances(instances: readonly Instance[], query: string): Instance[] {
  const matches = matcher(query);
  return instances.filter(({ name, app, app_name, host }) => matches(`${name} ${app_name} ${app} ${host}`));
}

function isOf(choice: StateChoice, state: InstanceState): boolean {
  if (choice === 'all') return true;
  const hasEnded = state === 'stopped' || state === 'failed';
  if (choice === 'running' || choice === 'ended') return hasEnded === (choice === 'ended');
  return state === choice;
}
