import type { Instance } from '../domain/instance.ts';
import { texts } from './texts.ts';

/** What a screen reader says of a changed instance: its new state, with the reason; null when the state is the same. */
export function announcement(instance: Instance, previous: Instance | null): string | null {
  if (instance.state === previous?.state) return null;
  const sentence = texts.announce[instance.state](instance.name);
  return instance.state_reason === null ? `${sentence}.` : `${sentence}: ${instance.state_reason}`;
}
