import { css, html, nothing, type TemplateResult } from 'lit';
import type { Instance } from '../domain/instance.ts';
import { stripAnsi } from './log/strip-ansi.ts';
import { texts } from './texts.ts';

const { instances: words } = texts;

/** The look of a failed card's report. */
export const failureStyles = css`
  .failure {
    display: grid;
    gap: 6px;
  }
  .failure pre {
    max-height: 132px;
    padding: 6px 8px;
    overflow: auto;
    border: 1px solid var(--jp-border-color2);
    border-radius: 3px;
    background: var(--tm-code);
    line-height: 1.4;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
`;

/** Why an instance failed: exit code or signal, what to do about it, and the end of its log. Nothing for others. */
export function renderFailure(instance: Instance): TemplateResult | typeof nothing {
  if (instance.state !== 'failed') return nothing;
  const lines = instance.log_tail.map(stripAnsi);
  return html`<div class="failure" data-testid="failure">
    <div class="notice bad">
      <strong>${cause(instance)}</strong>${instance.hint ?? nothing}
    </div>
    ${lines.length > 0 ? html`<pre tabindex="0" role="region" aria-label=${`${words.lastLines}, ${instance.name}`} data-testid="log-tail">${lines.join('\n')}</pre>` : nothing}
  </div>`;
}

function cause({ signal, exit_code }: Instance): string {
  if (signal !== null) return words.signal(signal);
  return exit_code === null ? texts.states.failed : words.exitCode(exit_code);
}
