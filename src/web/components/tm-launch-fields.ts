import { css, html, LitElement, nothing } from 'lit';
import type { FieldError } from '../../domain/errors.ts';
import type { ParaViewServer } from '../../domain/paraview-server.ts';
import type { AppView } from '../api-types.ts';
import type { PathSource } from '../files/path-source.ts';
import type { FieldLook } from '../forms/look.ts';
import type { FieldValue } from '../launch/check-parameter.ts';
import { type LaunchForm, type LaunchOffers, newServer, parameterPath, type RunOn } from '../launch/launch-form.ts';
import { sharedStyles } from '../styles/shared.ts';
import { launchTexts as words } from '../texts/launch-dialog.ts';
import './tm-field.ts';
import './tm-form-fields.ts';
import './tm-parameter-field.ts';

/** What of a form changed, and where, as a JSON pointer. */
export interface LaunchChange {
  path: string;
  change: Partial<LaunchForm>;
}

/** The fields of a launch: what the app asks for, where it runs, what it is connected to. Emits "edit". */
export class TmLaunchFields extends LitElement {
  static override properties = {
    app: { attribute: false },
    form: { attribute: false },
    offers: { attribute: false },
    servers: { attribute: false },
    canStartServer: { type: Boolean },
    proposedName: {},
    errors: { attribute: false },
    paths: { attribute: false },
  };
  declare app: AppView;
  declare form: LaunchForm;
  declare offers: LaunchOffers;
  /** Those that an app can be connected to. */
  declare servers: readonly ParaViewServer[];
  declare canStartServer: boolean;
  declare proposedName: string;
  /** Those to be shown. */
  declare errors: readonly FieldError[];
  /** What paths may be chosen from. */
  declare paths: PathSource;

  static override styles = [
    sharedStyles,
    css`
      .fields {
        display: grid;
        gap: 14px;
        padding-block: 2px;
      }
      .part {
        padding-inline-start: 12px;
        border-inline-start: 3px solid var(--jp-border-color2);
      }
    `,
  ];

  /** Puts the focus on the field at `path`. */
  focusField(path: string): void {
    const own = this.renderRoot.querySelector<HTMLElement>(`[data-path=${JSON.stringify(path)}]`);
    own?.focus();
    if (own === null) [...this.renderRoot.querySelectorAll('tm-form-fields')].some((part) => part.focusField(path));
  }

  override render() {
    const { app, form } = this;
    const nameLook: FieldLook = {
      label: words.name,
      help: words.nameHelp,
      required: false,
      kind: 'text',
      placeholder: this.proposedName,
    };
    return html`<div class="fields">
      ${this.#renderField('name', '/name', nameLook, form.name, (name) => ({ name }))}
      ${app.data_directory === 'none' ? nothing : this.#renderDataDirectory(app.data_directory === 'required')}
      ${app.parameters.map((parameter) => {
        const path = parameterPath(parameter.name);
        return html`<tm-parameter-field data-testid=${`field-${parameter.name}`} data-path=${path} .parameter=${parameter}
          .value=${form.parameters[parameter.name] ?? ''} .error=${this.#errorAt(path)} .paths=${this.paths}
          @value=${(event: CustomEvent<FieldValue>) => this.#emit(path, { parameters: { ...this.form.parameters, [parameter.name]: event.detail } })}></tm-parameter-field>`;
      })}
      ${this.offers.jobFields === null ? nothing : this.#renderRunOn()}
      ${app.paraview ? this.#renderConnectTo() : nothing}
    </div>`;
  }

  #renderDataDirectory(required: boolean) {
    const help = required ? words.dataRequired : words.dataOptional;
    const look: FieldLook = {
      label: words.data,
      help,
      required,
      kind: 'path',
      pathKind: 'directory',
      placeholder: words.dataPlaceholder,
    };
    return this.#renderField('data-directory', '/data_directory', look, this.form.dataDirectory, (dataDirectory) => ({
      dataDirectory,
    }));
  }

  #renderRunOn() {
    const look: FieldLook = {
      label: words.runOn,
      help: words.runOnHelp,
      required: false,
      kind: 'choice',
      choices: ['local', 'job'],
      choiceLabels: words.runOnLabels,
    };
    return html`
      ${this.#renderField('run-on', '/resources/run_on', look, this.form.runOn, (runOn) => ({ runOn: runOn as RunOn }))}
      ${this.form.runOn === 'job' ? this.#renderPart('/resources', this.offers.jobFields ?? [], 'job') : nothing}
    `;
  }

  #renderConnectTo() {
    const labels = Object.fromEntries(this.servers.map((server) => [server.id, serverLabel(server)]));
    const choices = [...this.servers.map(({ id }) => id), ...(this.canStartServer ? [newServer] : [])];
    // Without a server, and without a way to start one, there is nothing to choose.
    if (choices.length === 0) return nothing;
    const look: FieldLook = {
      label: words.connectTo,
      help: words.connectHelp,
      required: false,
      kind: 'choice',
      choices,
      choiceLabels: { ...labels, [newServer]: words.connectNew },
      emptyChoice: words.connectNone,
    };
    const startsOne = this.form.connectTo === newServer && this.offers.serverFields.length > 0;
    return html`
      ${this.#renderField('connect-to', '/connect_to', look, this.form.connectTo, (connectTo) => ({ connectTo }))}
      ${startsOne ? this.#renderPart('/server', this.offers.serverFields, 'server') : nothing}
    `;
  }

  #renderPart(prefix: string, fields: LaunchOffers['serverFields'], name: 'job' | 'server') {
    return html`<div class="part" data-testid=${`${name}-fields`} role="group" aria-label=${name === 'job' ? words.runOnLabels.job : words.newServer}>
      <tm-form-fields prefix=${prefix} .fields=${fields} .draft=${this.form[name]} .errors=${this.errors}
        @value=${(event: CustomEvent<{ name: string; value: FieldValue }>) => this.#emit(`${prefix}/${event.detail.name}`, { [name]: { ...this.form[name], [event.detail.name]: event.detail.value } })}></tm-form-fields>
    </div>`;
  }

  #renderField(
    name: string,
    path: string,
    look: FieldLook,
    value: FieldValue,
    change: (value: string) => Partial<LaunchForm>,
  ) {
    return html`<tm-field data-testid=${`field-${name}`} data-path=${path} .look=${look} .value=${value} .error=${this.#errorAt(path)} .paths=${this.paths}
      @value=${(event: CustomEvent<string>) => this.#emit(path, change(event.detail))}></tm-field>`;
  }

  #errorAt(path: string): string | null {
    return this.errors.find((error) => error.path === path)?.message ?? null;
  }

  #emit(path: string, change: Partial<LaunchForm>): void {
    const detail: LaunchChange = { path, change };
    this.dispatchEvent(new CustomEvent('edit', { detail }));
  }
}

function serverLabel({ name, state }: ParaViewServer): string {
  return state === 'queued' || state === 'starting' ? words.whenReady(name) : name;
}

customElements.define('tm-launch-fields', TmLaunchFields);

declare global {
  interface HTMLElementTagNameMap {
    'tm-launch-fields': TmLaunchFields;
  }
}
