import { html, LitElement, nothing } from 'lit';
import type { Favourites } from '../../domain/favourites.ts';
import type { FileEntry, FileList, Place } from '../../domain/file-list.ts';
import { asApiError } from '../api-error.ts';
import { renderStar, starStyles } from '../favourites/star.ts';
import { fileDialogStyles } from '../files/file-dialog-styles.ts';
import type { FilesApi } from '../files/files-api.ts';
import { joinPath, lastPart } from '../files/path-completion.ts';
import type { PathRequest } from '../files/path-request.ts';
import { icon } from '../icons.ts';
import { buttonStyles, dialogStyles, noticeStyles, sharedStyles } from '../styles/shared.ts';
import { favouriteTexts } from '../texts/favourites.ts';
import { fileDialogTexts as words } from '../texts/file-dialog.ts';
import { pageTexts } from '../texts/page.ts';
import './tm-file-list.ts';
import './tm-file-places.ts';
import './tm-path-crumbs.ts';

/** After so long it is said that the file system is slow. */
const slowMs = 3_000;

/** Lets a directory or a file be chosen. Emits "favourite-path" with a directory whose star was pressed. */
export class TmFileDialog extends LitElement {
  static override properties = {
    api: { attribute: false },
    favourites: { attribute: false },
    places: { attribute: false },
    request: { state: true },
    list: { state: true },
    marked: { state: true },
    waiting: { state: true },
    failure: { state: true },
    showHidden: { state: true },
  };
  declare api: FilesApi;
  declare favourites: Favourites;
  declare places: readonly Place[];
  declare request: PathRequest | null;
  /** The directory that is shown; null before the first answer. */
  declare list: FileList | null;
  declare marked: FileEntry | null;
  /** Whether another directory was asked for, and whether that takes long. */
  declare waiting: 'no' | 'yes' | 'long';
  /** Why the last one did not come, and which it was. */
  declare failure: { path: string; message: string } | null;
  declare showHidden: boolean;
  /** Only the newest answer counts. */
  #asked = 0;
  /** The absolute path that was asked for and is not there yet: who goes up quickly goes on from it. */
  #wanted: string | null = null;
  #startAt: string | null = null;
  #slowTimer = 0;
  #resolve: (path: string | null) => void = () => undefined;

  static override styles = [sharedStyles, buttonStyles, dialogStyles, noticeStyles, starStyles, fileDialogStyles];

  constructor() {
    super();
    this.request = null;
    this.list = null;
    this.marked = null;
    this.waiting = 'no';
    this.failure = null;
    this.showHidden = false;
  }

  /** Starts where the field's path leads, else at the directory that was used last. Null: nothing was chosen. */
  async show(request: PathRequest): Promise<string | null> {
    this.request = request;
    this.list = null;
    this.marked = null;
    const value = request.kind === 'file' ? request.value.slice(0, request.value.lastIndexOf('/') + 1) : request.value;
    void this.#go(value || (this.favourites.recent_paths[0] ?? ''), lastPart(request.value));
    await this.updateComplete;
    this.#dialog().showModal();
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  override render() {
    const { request } = this;
    return html`<dialog aria-labelledby="title" data-testid="file-dialog" @close=${() => this.#onClose()}>
      ${request === null ? nothing : this.#renderContent(request)}
    </dialog>`;
  }

  #renderContent(request: PathRequest) {
    const { list } = this;
    const path = list?.path ?? '';
    return html`
      <div class="dialog-head"><h2 id="title">${words.title(request.title)}</h2></div>
      <div class="columns">
        <tm-file-places role="group" aria-label=${words.starts} .favourites=${this.favourites} .places=${this.places} .path=${path} @go=${(event: CustomEvent<string>) => void this.#go(event.detail)}></tm-file-places>
        <div class="directory">
          ${list === null ? nothing : this.#renderBar(list)}
          ${this.#renderNotices()}
          <div class="scrolls ${this.waiting === 'no' ? '' : 'stale'}" aria-busy=${String(this.waiting !== 'no')}>
            ${list === null ? nothing : this.#renderList(list, request)}
          </div>
          <p class="spoken" role="status">${list === null || this.waiting !== 'no' ? words.loading : (list.problem ?? words.found(list.entries.length))}</p>
        </div>
      </div>
      ${this.#renderFoot(request)}
    `;
  }

  #renderBar({ path, parent }: FileList) {
    const isFavourite = this.favourites.paths.includes(path);
    return html`<div class="bar">
      <jp-button scale="small" appearance="stealth" data-testid="up" title=${words.up} aria-label=${words.up} ?disabled=${parent === null} @click=${() => this.#up()}>${icon('up')}</jp-button>
      <tm-path-crumbs .path=${path} @go=${(event: CustomEvent<string>) => void this.#go(event.detail)}></tm-path-crumbs>
      ${renderStar(favouriteTexts.directory, isFavourite, () => this.dispatchEvent(new CustomEvent('favourite-path', { detail: path })))}
    </div>`;
  }

  #renderNotices() {
    const { failure, waiting, list } = this;
    const problem = waiting === 'no' && failure === null ? (list?.problem ?? null) : null;
    return html`
      ${waiting === 'no' ? nothing : html`<p class="waits muted" data-testid="file-wait">${icon('spinner')}${waiting === 'long' ? words.slow : words.loading}</p>`}
      ${problem === null ? nothing : html`<p class="notice" data-testid="file-problem">${problem}</p>`}
      ${
        failure === null
          ? nothing
          : html`<p class="notice bad" role="alert" data-testid="file-failure"><span>${pageTexts.because(words.failed, failure.message)}</span>
        <jp-button scale="small" @click=${() => void this.#go(failure.path)}>${words.tryAgain}</jp-button></p>`
      }
      ${list?.truncated ? html`<p class="notice" data-testid="file-truncated">${words.truncated(list.entries.length)}</p>` : nothing}
    `;
  }

  #renderList(list: FileList, { kind }: PathRequest) {
    return html`<tm-file-list .list=${list} kind=${kind} ?showHidden=${this.showHidden} .startAt=${this.#startAt}
      @enter=${(event: CustomEvent<FileEntry>) => void this.#go(joinPath(list.path, event.detail.name))}
      @take=${(event: CustomEvent<FileEntry>) => this.#choose(joinPath(list.path, event.detail.name))}
      @mark=${(event: CustomEvent<FileEntry | null>) => {
        this.marked = event.detail;
      }}
      @up=${() => this.#up()}></tm-file-list>`;
  }

  #renderFoot({ kind }: PathRequest) {
    const { list, marked } = this;
    const file = marked?.kind === 'file' && marked.readable ? marked : null;
    const chosen = list === null ? null : kind === 'directory' ? list.path : file && joinPath(list.path, file.name);
    return html`<div class="dialog-foot">
      <label><input type="checkbox" data-testid="hidden-files" .checked=${this.showHidden} @change=${(event: Event) => {
        this.showHidden = (event.target as HTMLInputElement).checked;
      }} />${words.hidden}</label>
      <jp-button data-testid="file-cancel" @click=${() => this.#dialog().close()}>${words.cancel}</jp-button>
      <jp-button appearance="accent" data-testid="choose" ?disabled=${chosen === null || this.waiting !== 'no'} @click=${() => chosen !== null && this.#choose(chosen)}>
        ${kind === 'directory' ? words.chooseDirectory : words.chooseFile}
      </jp-button>
    </div>`;
  }

  #up(): void {
    const from = this.#wanted ?? this.list?.path ?? '/';
    if (from !== '/') void this.#go(from.slice(0, from.lastIndexOf('/')) || '/', lastPart(from));
  }

  /** Shows a directory, with the entry `startAt` marked; what is shown stays until it is there. */
  async #go(path: string, startAt: string | null = null): Promise<void> {
    const number = ++this.#asked;
    this.failure = null;
    this.waiting = 'yes';
    this.#wanted = path.startsWith('/') && !path.endsWith('/') ? path : null;
    clearTimeout(this.#slowTimer);
    this.#slowTimer = window.setTimeout(() => {
      this.waiting = 'long';
    }, slowMs);
    const answer = await this.api.list(path).catch(asApiError);
    if (number !== this.#asked) return;
    this.#settle();
    if (answer instanceof Error) {
      this.failure = { path, message: answer.message };
      return;
    }
    this.#startAt = startAt;
    this.list = answer;
    await this.updateComplete;
    this.renderRoot.querySelector('tm-file-list')?.focus();
  }

  #settle(): void {
    clearTimeout(this.#slowTimer);
    this.waiting = 'no';
    this.#wanted = null;
  }

  #choose(path: string): void {
    this.#resolve(path);
    this.#dialog().close();
  }

  #onClose(): void {
    this.#asked += 1;
    this.#settle();
    this.failure = null;
    this.#resolve(null);
  }

  #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector('dialog') as HTMLDialogElement;
  }
}

customElements.define('tm-file-dialog', TmFileDialog);

declare global {
  interface HTMLElementTagNameMap {
    'tm-file-dialog': TmFileDialog;
  }
}
