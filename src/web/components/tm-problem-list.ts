import { css, html, LitElement, nothing } from 'lit';
import type { AppProblem } from '../../domain/trame-app.ts';
import { icon } from '../icons.ts';
import { sharedStyles } from '../styles/shared.ts';
import { appTexts } from '../texts/apps.ts';
import { isolated } from '../texts/said.ts';

const { problems: words } = appTexts;

/** App files that cannot be used: where, what, and how to mend it. Nothing when all are well. */
export class TmProblemList extends LitElement {
  static override properties = { problems: { attribute: false } };
  declare problems: readonly AppProblem[];

  static override styles = [
    sharedStyles,
    css`
      section {
        margin-top: 20px;
        padding: 10px 14px;
        border: 1px solid var(--jp-border-color2);
        border-inline-start: 3px solid var(--tm-bad);
        border-radius: 4px;
      }
      h2 {
        display: flex;
        align-items: center;
        gap: 6px;
        font-size: 14px;
        font-weight: 600;
      }
      h2 .icon {
        color: var(--tm-bad);
      }
      ul {
        display: grid;
        gap: 10px;
        margin-top: 8px;
      }
      li {
        padding-top: 8px;
        border-top: 1px solid var(--jp-border-color2);
        overflow-wrap: anywhere;
      }
      .message {
        margin-top: 2px;
        white-space: pre-wrap;
      }
    `,
  ];

  constructor() {
    super();
    this.problems = [];
  }

  override render() {
    if (this.problems.length === 0) return nothing;
    return html`<section aria-labelledby="heading">
      <h2 id="heading">${icon('alert')}${words.heading(this.problems.length)}</h2>
      <p class="muted">${words.text}</p>
      <ul role="list">${this.problems.map(renderProblem)}</ul>
    </section>`;
  }
}

function renderProblem({ app, file, line, column, message, hint }: AppProblem) {
  const place = line === null ? '' : column === null ? words.line(line) : words.place(line, column);
  return html`<li data-testid="problem" data-id=${app}>
    <strong>${isolated(app)}</strong> · <code>${isolated(file)}</code>${place === '' ? nothing : `, ${place}`}
    <p class="message">${message}</p>
    ${hint === null ? nothing : html`<p class="muted">${hint}</p>`}
  </li>`;
}

customElements.define('tm-problem-list', TmProblemList);

declare global {
  interface HTMLElementTagNameMap {
    'tm-problem-list': TmProblemList;
  }
}
