import { html, type TemplateResult } from 'lit';
import type { Instance } from '../domain/instance.ts';
import { instanceTexts } from './texts/instances.ts';
import './components/tm-copy-button.ts';
import { embedCode } from './embed-code.ts';

/** Buttons that copy what shows an instance in a notebook or page, with a sentence of help. */
export function renderEmbed(instance: Instance): TemplateResult {
  const { notebook, html: markup } = embedCode(instance, location.href);
  const { forNotebook, asHtml, help } = instanceTexts.embed;
  return html`<span class="embed" data-testid="embed">
    <tm-copy-button data-testid="embed-notebook" .text=${notebook} .label=${forNotebook}></tm-copy-button>
    <tm-copy-button data-testid="embed-html" .text=${markup} .label=${asHtml}></tm-copy-button>
    <span class="muted">${help}</span>
  </span>`;
}
