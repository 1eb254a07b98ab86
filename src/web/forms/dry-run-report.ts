import { css, html, nothing, type TemplateResult } from 'lit';
import { dryRunTexts as words } from '../texts/dry-run.ts';
import '../components/tm-copy-button.ts';
import type { DryRunView } from '../api-types.ts';
import { formatMoment } from '../format.ts';
import { serverClock } from '../server-clock.ts';

/** The look of what a dry run found. */
export const dryRunStyles = css`
  .dry-run {
    display: grid;
    gap: 8px;
    margin-top: 16px;
  }
  .dry-run .bar {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
  }
  .dry-run h3 {
    font-size: 13px;
    font-weight: 600;
  }
  .dry-run pre {
    max-height: 320px;
    padding: 10px 12px;
    overflow: auto;
    border: 1px solid var(--jp-border-color2);
    border-radius: 3px;
    background: var(--tm-code);
    line-height: 1.45;
  }
`;

/** What would become of a submission: what speaks against it, when it may start, and the script. */
export function renderDryRun({ script, problems, estimated_start }: DryRunView): TemplateResult {
  return html`<div class="dry-run" data-testid="dry-run">
    <div role="status">${problems.length > 0 ? renderProblems(problems) : renderEstimate(estimated_start)}</div>
    <div class="bar"><h3>${words.script}</h3><tm-copy-button .text=${script} label=${words.copyScript}></tm-copy-button></div>
    <pre tabindex="0" role="region" aria-label=${words.script} data-testid="script">${script}</pre>
  </div>`;
}

function renderProblems(problems: readonly string[]) {
  return html`<div class="notice bad" data-testid="dry-run-problems">
    <strong>${words.problems}</strong>${problems.map((problem) => html`<div>${problem}</div>`)}
  </div>`;
}

function renderEstimate(start: string | null) {
  const when = start === null ? nothing : words.estimate(formatMoment(start, serverClock.nowMs()));
  return html`<p class="notice good">${words.fine} ${when}</p>`;
}
