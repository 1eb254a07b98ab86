import { html, LitElement } from 'lit';
import type { AppParameter } from '../../domain/trame-app.ts';
import type { PathSource } from '../files/path-source.ts';
import type { FieldLook } from '../forms/look.ts';
import { boundsText, type FieldValue } from '../launch/check-parameter.ts';
import { stepNumber } from '../launch/step-number.ts';
import { sharedStyles } from '../styles/shared.ts';
import './tm-field.ts';

const kinds: Record<AppParameter['type'], FieldLook['kind']> = {
  string: 'text',
  number: 'number',
  integer: 'number',
  boolean: 'checkbox',
  choice: 'choice',
  file: 'path',
  directory: 'path',
};

/** The form field of one of an app's parameters. Emits "value" with what was typed or chosen. */
export class TmParameterField extends LitElement {
  static override properties = {
    parameter: { attribute: false },
    value: { attribute: false },
    error: { attribute: false },
    paths: { attribute: false },
  };
  declare parameter: AppParameter;
  declare value: FieldValue;
  declare error: string | null;
  /** See TmField. */
  declare paths: PathSource | null;

  static override styles = [sharedStyles];

  constructor() {
    super();
    this.error = null;
    this.paths = null;
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('tm-field')?.focus();
  }

  override render() {
    return html`<tm-field
      .look=${lookOf(this.parameter)}
      .value=${this.value}
      .error=${this.error}
      .paths=${this.paths}
      @value=${(event: CustomEvent<FieldValue>) => this.#emit(event.detail)}
      @step=${(event: CustomEvent<1 | -1>) => this.#emit(stepNumber(this.parameter, String(this.value), event.detail))}
    ></tm-field>`;
  }

  #emit(value: FieldValue): void {
    this.dispatchEvent(new CustomEvent('value', { detail: value }));
  }
}

function lookOf(parameter: AppParameter): FieldLook {
  const kind = kinds[parameter.type];
  const bounds = boundsText(parameter);
  const help = [parameter.help, bounds]
    .filter(Boolean)
    .map((text) => asSentence(String(text)))
    .join(' ');
  return {
    label: parameter.label,
    help: help === '' ? null : help,
    required: parameter.default === null && kind !== 'checkbox',
    kind,
    choices: parameter.choices ?? [],
    placeholder: parameter.default === null ? '' : String(parameter.default),
    ...(parameter.type === 'file' || parameter.type === 'directory' ? { pathKind: parameter.type } : {}),
  };
}

// "Points along each axis" -> "Points along each axis."
function asSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

customElements.define('tm-parameter-field', TmParameterField);

declare global {
  interface HTMLElementTagNameMap {
    'tm-parameter-field': TmParameterField;
  }
}
