import { html, LitElement } from 'lit';
import { icon } from '../icons.ts';
import { buttonStyles, sharedStyles } from '../styles/shared.ts';
import { recipeTexts as words } from '../texts/recipes.ts';
import { type RecipeEvents, recipeEvent } from './recipe-events.ts';

/** What others gave: opens their recipes, and copies their apps. */
export class TmRecipeButtons extends LitElement {
  static override styles = [sharedStyles, buttonStyles];

  override render() {
    return html`<div class="buttons" role="group" aria-label=${words.more}>
      ${this.#button('open-recipe', words.open, 'file')} ${this.#button('copy-app', words.copyApp, 'copy')}
    </div>`;
  }

  #button(name: 'open-recipe' | 'copy-app', label: string, sign: 'file' | 'copy') {
    const detail: RecipeEvents[typeof name] = null;
    return html`<jp-button scale="small" appearance="outline" data-testid=${name} @click=${() => this.dispatchEvent(recipeEvent(name, detail))}>${icon(sign, 'start')}${label}</jp-button>`;
  }
}

customElements.define('tm-recipe-buttons', TmRecipeButtons);

declare global {
  interface HTMLElementTagNameMap {
    'tm-recipe-buttons': TmRecipeButtons;
  }
}
