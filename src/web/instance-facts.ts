import { css, html, nothing, type TemplateResult } from 'lit';
import type { Instance } from '../domain/instance.ts';
import type { QueuePlace } from '../domain/scheduler.ts';
import { instanceTexts as words } from './texts/instances.ts';
import './components/tm-elapsed.ts';
import './components/tm-usage-plot.ts';
import { renderEmbed } from './embed-buttons.ts';
import { formatBytes, formatMoment, formatPercent } from './format.ts';
import { icon } from './icons.ts';
import { jobFacts, placeFacts, timeFacts } from './jobs/job-facts.ts';
import { renderSaveRecipe } from './recipes/save-recipe-button.ts';
import { renderReportLink } from './report-link.ts';
import { instancePath } from './rest-paths.ts';
import { serverClock } from './server-clock.ts';
import { recipeTexts } from './texts/recipes.ts';
import type { UsageQuantity } from './usage/usage-history.ts';

/** Rows of a card in its light reading: who watches, what it uses, how long it has. */
export const factStyles = css`
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 14px;
    font-variant-numeric: tabular-nums;
  }
  .facts li {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .data {
    display: flex;
    align-items: center;
    gap: 5px;
    min-width: 0;
  }
  .data code {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    direction: rtl;
    text-align: left;
  }
  dl {
    display: grid;
    grid-template-columns: max-content 1fr;
    gap: 2px 12px;
    padding: 6px 0 2px 18px;
    font-size: 12px;
  }
  dt {
    color: var(--tm-muted);
  }
  dd {
    overflow-wrap: anywhere;
  }
  dd a {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    min-height: 24px;
  }
  .embed {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 6px;
    padding-top: 2px;
  }
`;

/** Numbers that change: the place in the queue, viewers, CPU, memory, time left or time of the end. */
export function renderFacts(instance: Instance, place: QueuePlace | null): TemplateResult | typeof nothing {
  const facts = [
    ...(instance.job === null ? [] : jobFacts(instance.job)),
    ...(instance.state === 'queued' ? placeFacts(place) : []),
    ...watchingFacts(instance),
    ...usageFacts(instance),
    ...endFacts(instance),
  ];
  if (facts.length === 0) return nothing;
  return html`<ul class="facts muted" data-testid="facts">${facts.map((fact) => html`<li>${fact}</li>`)}</ul>`;
}

/** The data directory; its end is what tells directories apart, so that is what stays visible. */
export function renderDataDirectory({ data_directory: path }: Instance): TemplateResult | typeof nothing {
  if (path === null) return nothing;
  return html`<div class="data muted" title=${path} data-testid="data-directory">
    ${icon('folder')}<span class="spoken">${words.facts.data}</span><code><bdi>${path}</bdi></code>
  </div>`;
}

/** What is looked up rather than watched. */
export function renderDetails(instance: Instance): TemplateResult {
  const nowMs = serverClock.nowMs();
  const rows: [string, unknown][] = [
    [words.facts.host, instance.host],
    [words.facts.nodes, instance.job?.node_list ?? null],
    [words.facts.account, instance.job?.account ?? null],
    [words.facts.port, instance.port],
    [words.facts.pid, instance.pid],
    [words.facts.started, formatMoment(instance.started_at, nowMs)],
    [words.embed.label, instance.state === 'ready' ? renderEmbed(instance) : null],
    ...Object.entries(instance.parameters).map(([name, value]): [string, unknown] => [name, parameterText(value)]),
    [recipeTexts.label, renderSaveRecipe(instance)],
    [words.facts.help, instance.state === 'failed' ? null : renderReportLink(instancePath(instance.id), instance.name)],
  ];
  const known = rows.filter(([, value]) => value !== null && value !== '');
  return html`<dl>${known.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

function watchingFacts({ state, viewers, idle_since }: Instance): unknown[] {
  if (state !== 'ready' && state !== 'ending') return [];
  if (viewers > 0) return [html`${icon('eye')}${words.viewers(viewers)}`];
  if (idle_since === null) return [html`${icon('eye')}${words.unwatched}`];
  return [html`${icon('eye')}<tm-elapsed .since=${idle_since} .phrase=${words.idle}></tm-elapsed>`];
}

function usageFacts({ id, usage, job }: Instance): unknown[] {
  if (usage === null) return [];
  const plot = (quantity: UsageQuantity) =>
    job === null
      ? html`<tm-usage-plot .instanceId=${id} .quantity=${quantity} .value=${usage[quantity]}></tm-usage-plot>`
      : nothing;
  return [
    html`${words.cpu(formatPercent(usage.cpu_percent))}${plot('cpu_percent')}`,
    html`${words.memory(formatBytes(usage.memory_bytes))}${plot('memory_bytes')}`,
  ];
}

function endFacts({ state, ends_at, ended_at, job }: Instance): unknown[] {
  if (state === 'queued' && job !== null) return timeFacts(job.expected_start_at, null);
  if (ended_at !== null) return [words.endedAt(formatMoment(ended_at, serverClock.nowMs()))];
  return ends_at === null
    ? []
    : [html`${icon('clock')}<tm-elapsed .until=${ends_at} .phrase=${words.endsIn}></tm-elapsed>`];
}

function parameterText(value: string | number | boolean): string {
  if (typeof value !== 'boolean') return String(value);
  return value ? words.facts.yes : words.facts.no;
}
