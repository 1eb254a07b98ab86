import { css, html, nothing, type TemplateResult } from 'lit';
import type { Instance } from '../domain/instance.ts';
import { stripAnsi } from './log/strip-ansi.ts';
import { texts } from './texts.ts';

const { instances: words } = texts;

/** Something that can fail: an instance, a ParaView server. */
type Failing = Pick<Instance, 'name' | 'state' | 'signal' | 'exit_code' | 'hint' | 'log_tail'>;

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

/** Why something failed: exit code or signal, what to do about it, and the end of its log. Nothing for others. */
export function renderFailure(failed: Failing): TemplateResult | typeof nothing {
  if (failed.state !== 'failed') return nothing;
  const lines = failed.log_tail.map(stripAnsi);
  return html`<div class="failure" data-testid="failure">
    <div class="notice bad">
      <strong>${cause(failed)}</strong>${failed.hint ?? nothing}
    </div>
    ${lines.length > 0 ? html`<pre tabindex="0" role="region" aria-label=${`${words.lastLines}, ${failed.name}`} data-testid="log-tail">${lines.join('\n')}</pre>` : nothing}
  </div>`;
}

function cause({ signal, exit_code }: Failing): string {
  if (signal !== null) return words.signal(signal);
  return exit_code === null ? texts.states.failed : words.exitCode(exit_code);
}
