import { css, html, nothing, type TemplateResult } from 'lit';
import type { Instance } from '../domain/instance.ts';
import { stripAnsi } from './log/strip-ansi.ts';
import { instanceTexts as words } from './texts/instances.ts';
import { pageTexts } from './texts/page.ts';

/** Something that can fail: an instance, a ParaView server. */
type Failing = Pick<Instance, 'name' | 'state' | 'state_reason' | 'signal' | 'exit_code' | 'hint' | 'log_tail'>;

/** The look of a failed card's report. */
export const failureStyles = css`
  .failure {
    display: grid;
    gap: 6px;
  }
  .failure pre {
    /* Reversed, so that the end is what is seen first. */
    display: flex;
    flex-direction: column-reverse;
    max-height: 220px;
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

/** Why something failed: its reason, exit code or signal, what to do about it, and the end of its log. Nothing for others. */
export function renderFailure(failed: Failing): TemplateResult | typeof nothing {
  if (failed.state !== 'failed') return nothing;
  const lines = failed.log_tail.map(stripAnsi);
  const { hint } = failed;
  const causes = causesOf(failed);
  return html`<div class="failure" data-testid="failure">
    ${causes.length === 0 && hint === null ? nothing : html`<div class="notice bad">${causes.map((text) => html`<strong>${text}</strong>`)}${hint ?? nothing}</div>`}
    ${lines.length === 0 ? html`<p class="muted">${words.emptyLog}</p>` : renderLastLines(lines, failed.name)}
  </div>`;
}

function renderLastLines(lines: readonly string[], name: string): TemplateResult {
  const label = words.lastLines(lines.length);
  return html`<p class="muted" aria-hidden="true">${label}</p>
    <pre tabindex="0" role="region" aria-label=${pageTexts.partOf(label, name)} data-testid="log-tail"><span>${lines.join('\n')}</span></pre>`;
}

/** The daemon's reason, and the exit code or signal where the reason does not say it already. */
function causesOf({ state_reason, signal, exit_code }: Failing): string[] {
  const reason = state_reason ?? '';
  const end = signal !== null ? words.signal(signal) : exit_code !== null ? words.exitCode(exit_code) : '';
  return [reason, reason.toLowerCase().includes(end.toLowerCase()) ? '' : end].filter((text) => text !== '');
}
