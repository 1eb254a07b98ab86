import type { Instance } from '../../domain/instance.ts';

/** What parts of the page ask for, by events that reach the page's outermost element. */
export interface RecipeEvents {
  'open-recipe': null;
  'copy-app': null;
  'save-recipe': Instance;
}

/** An event of this kind, ready to be dispatched by whatever part of the page. */
export function recipeEvent<Name extends keyof RecipeEvents>(name: Name, detail: RecipeEvents[Name]): Event {
  return new CustomEvent(name, { detail, bubbles: true, composed: true });
}
