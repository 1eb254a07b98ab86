import { css, html, LitElement } from 'lit';
import { icon } from '../icons.ts';
import { sharedStyles } from '../styles/shared.ts';
import { appTexts } from '../texts/apps.ts';
import '../recipes/tm-recipe-buttons.ts';
import './tm-copy-button.ts';

const { empty: words } = appTexts;

/** What to do when there is no app: where was looked, and a first app file to start with. */
export class TmEmptyState extends LitElement {
  static override properties = { searched: { attribute: false }, home: { attribute: false } };
  declare searched: readonly string[];
  /** The user's home directory; null while unknown. */
  declare home: string | null;

  static override styles = [
    sharedStyles,
    css`
      section {
        max-width: 720px;
        margin: 0 auto;
        padding: 24px 0;
      }
      .sign .icon {
        width: 44px;
        height: 44px;
        stroke-width: 1.2;
        color: var(--tm-muted);
      }
      h2 {
        margin: 6px 0 8px;
        font-size: 20px;
        font-weight: 600;
      }
      h3 {
        margin: 20px 0 4px;
        font-size: 14px;
        font-weight: 600;
      }
      ul {
        margin-top: 8px;
        padding-inline-start: 20px;
        list-style: decimal;
        overflow-wrap: anywhere;
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
        margin: 10px 0 6px;
        overflow-wrap: anywhere;
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      pre {
        padding: 12px;
        border: 1px solid var(--jp-border-color2);
        border-radius: 4px;
        background: var(--tm-code);
        overflow: auto;
        line-height: 1.5;
      }
    `,
  ];

  constructor() {
    super();
    this.searched = [];
    this.home = null;
  }

  override render() {
    const target = sampleTarget(this.searched, this.home);
    return html`<section data-testid="empty-state">
      <div class="sign">${icon('trame')}</div>
      <h2>${words.title}</h2>
      <p>${words.text}</p>
      <ul role="list">${this.searched.map((directory) => html`<li><code>${directory}</code></li>`)}</ul>
      <div class="bar"><tm-recipe-buttons></tm-recipe-buttons></div>
      <h3>${words.installTitle}</h3>
      <div class="bar">
        <p>${words.installText}</p>
        <div class="buttons">
          <tm-copy-button .text=${words.install} label=${words.copyInstall}></tm-copy-button>
        </div>
      </div>
      <pre tabindex="0" role="region" aria-label=${words.installTitle} data-testid="install">${words.install}</pre>
      <h3>${words.sampleTitle}</h3>
      <p>${words.sampleText}</p>
      <div class="bar">
        <code data-testid="sample-target">${target}</code>
        <div class="buttons">
          <tm-copy-button .text=${target} label=${words.copyPath}></tm-copy-button>
          <tm-copy-button data-testid="copy-sample" .text=${appTexts.sampleFile} label=${words.copySample}></tm-copy-button>
        </div>
      </div>
      <pre tabindex="0" role="region" aria-label=${words.sampleName} data-testid="sample">${appTexts.sampleFile}</pre>
    </section>`;
  }
}

/** The first directory that is the user's own, where an app file can be put without help of an administrator. */
function sampleTarget(searched: readonly string[], home: string | null): string {
  const own = searched.find((directory) => home !== null && directory.startsWith(`${home}/`));
  return `${own ?? searched[0] ?? '~/.local/share/jupyter/trame'}/cone/app.yml`;
}

customElements.define('tm-empty-state', TmEmptyState);

declare global {
  interface HTMLElementTagNameMap {
    'tm-empty-state': TmEmptyState;
  }
}
