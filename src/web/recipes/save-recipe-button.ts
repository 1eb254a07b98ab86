import { html, type TemplateResult } from 'lit';
import type { Instance } from '../../domain/instance.ts';
import { icon } from '../icons.ts';
import { pageTexts } from '../texts/page.ts';
import { recipeTexts } from '../texts/recipes.ts';
import { recipeEvent } from './recipe-events.ts';

/** The button in an instance's details that saves its recipe. */
export function renderSaveRecipe(instance: Instance): TemplateResult {
  const { save: action } = recipeTexts;
  return html`<button
    type="button"
    data-testid="save-as-recipe"
    aria-label=${pageTexts.actionOn(action, instance.name)}
    @click=${(event: Event) => (event.currentTarget as HTMLElement).dispatchEvent(recipeEvent('save-recipe', instance))}
  >${icon('file')}${action}</button>`;
}
