import { css, html, LitElement } from 'lit';
import type { FieldError } from '../../domain/errors.ts';
import type { ShownField } from '../../domain/form.ts';
import { boundedFields, type FormDraft, shownValue } from '../forms/bounded-fields.ts';
import { fieldLook } from '../forms/field-look.ts';
import type { FieldValue } from '../launch/check-parameter.ts';
import { stepNumber } from '../launch/step-number.ts';
import { sharedStyles } from '../styles/shared.ts';
import './tm-field.ts';

/**
 * The fields of a form of the site file, with the bounds of the partition that is chosen in it. Emits "value" with
 * `{name, value}` for what was typed or chosen.
 */
export class TmFormFields extends LitElement {
  static override properties = {
    fields: { attribute: false },
    draft: { attribute: false },
    errors: { attribute: false },
    prefix: {},
  };
  declare fields: readonly ShownField[];
  declare draft: FormDraft;
  /** Those to be shown, by JSON pointer. */
  declare errors: readonly FieldError[];
  /** What comes before the name of a field in those pointers: "/resources"; empty for the form itself. */
  declare prefix: string;

  static override styles = [
    sharedStyles,
    css`
      .fields {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 210px), 1fr));
        gap: 14px 16px;
        align-items: start;
      }
      .wide {
        grid-column: 1 / -1;
      }
    `,
  ];

  constructor() {
    super();
    this.fields = [];
    this.draft = {};
    this.errors = [];
    this.prefix = '';
  }

  /** Puts the focus on the field at `path`; false when it is not one of these. */
  focusField(path: string): boolean {
    const field = this.renderRoot.querySelector<HTMLElement>(`[data-path=${JSON.stringify(path)}]`);
    field?.focus();
    return field !== null;
  }

  override render() {
    return html`<div class="fields">${boundedFields(this.fields, this.draft).map((field) => this.#renderField(field))}</div>`;
  }

  #renderField(field: ShownField) {
    const value = shownValue(field, this.draft);
    const path = `${this.prefix}/${field.name}`;
    return html`<tm-field
      class=${field.type === 'text' ? 'wide' : ''}
      data-testid=${`field-${field.name}`}
      data-path=${path}
      .look=${fieldLook(field)}
      .value=${value}
      .error=${this.errors.find((error) => error.path === path)?.message ?? null}
      @value=${(event: CustomEvent<FieldValue>) => this.#emit(field.name, event.detail)}
      @step=${(event: CustomEvent<1 | -1>) => this.#emit(field.name, stepNumber(field, String(value), event.detail))}
    ></tm-field>`;
  }

  #emit(name: string, value: FieldValue): void {
    this.dispatchEvent(new CustomEvent('value', { detail: { name, value } }));
  }
}

customElements.define('tm-form-fields', TmFormFields);

declare global {
  interface HTMLElementTagNameMap {
    'tm-form-fields': TmFormFields;
  }
}
