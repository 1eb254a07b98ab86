import { html, LitElement } from 'lit';
import type { ParaViewServer } from '../../domain/paraview-server.ts';
import type { Job } from '../../domain/scheduler.ts';
import type { Api } from '../api.ts';
import type { ServersForm } from '../api-types.ts';
import type { LogSource } from '../log/log-source.ts';
import type { PageUi } from '../page-ui.ts';
import { sharedStyles } from '../styles/shared.ts';
import './tm-address-dialog.ts';
import './tm-confirm-dialog.ts';
import './tm-log-viewer.ts';
import './tm-script-dialog.ts';
import './tm-server-dialog.ts';
import './tm-speaker.ts';
import './tm-text-dialog.ts';
import './tm-toasts.ts';

/** Everything that lies over the page: questions, dialogs, messages, and what is spoken. Emits "started" with a new server. */
export class TmOverlays extends LitElement implements PageUi {
  static override properties = {
    api: { attribute: false },
    serversForm: { attribute: false },
    serverNames: { attribute: false },
    queueTitle: { attribute: false },
  };
  declare api: Api;
  declare serversForm: ServersForm;
  /** Names of servers that are in use. */
  declare serverNames: ReadonlySet<string>;
  declare queueTitle: string;

  static override styles = [sharedStyles];

  toast(toast: Parameters<PageUi['toast']>[0]): void {
    this.#part('tm-toasts').show(toast);
  }

  ask(question: Parameters<PageUi['ask']>[0]): Promise<boolean> {
    return this.#part('tm-confirm-dialog').ask(question);
  }

  showText(title: string, help: string, text: string): void {
    void this.#part('tm-text-dialog').show(title, help, text);
  }

  showLog(source: LogSource): void {
    void this.#part('tm-log-viewer').show(source);
  }

  async askForServer(): Promise<ParaViewServer | null> {
    const server = await this.#part('tm-server-dialog').show(this.serverNames);
    if (server !== null) this.dispatchEvent(new CustomEvent('started', { detail: server }));
    return server;
  }

  askForScript(): Promise<Job | null> {
    return this.#part('tm-script-dialog').show();
  }

  askForAddress(instanceName: string): Promise<{ host: string; port: number } | null> {
    return this.#part('tm-address-dialog').ask(instanceName);
  }

  /** To screen readers. */
  say(text: string): void {
    this.#part('tm-speaker').say(text);
  }

  override render() {
    return html`
      <tm-server-dialog .api=${this.api} .form=${this.serversForm}></tm-server-dialog>
      <tm-script-dialog .api=${this.api} .queueTitle=${this.queueTitle}></tm-script-dialog>
      <tm-address-dialog></tm-address-dialog>
      <tm-log-viewer></tm-log-viewer>
      <tm-confirm-dialog></tm-confirm-dialog>
      <tm-text-dialog></tm-text-dialog>
      <tm-toasts></tm-toasts>
      <tm-speaker></tm-speaker>
    `;
  }

  #part<Name extends keyof HTMLElementTagNameMap>(name: Name): HTMLElementTagNameMap[Name] {
    return this.renderRoot.querySelector(name) as HTMLElementTagNameMap[Name];
  }
}

customElements.define('tm-overlays', TmOverlays);

declare global {
  interface HTMLElementTagNameMap {
    'tm-overlays': TmOverlays;
  }
}
