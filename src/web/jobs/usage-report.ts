import { html, nothing, type TemplateResult } from 'lit';
import type { JobUsage } from '../../domain/scheduler.ts';
import { formatBytes, formatDuration, formatPercent } from '../format.ts';
import { jobTexts } from '../texts/jobs.ts';

const { usage: words } = jobTexts;

/** What an ended job used of what it asked for; nothing while that is not known. */
export function renderUsage(usage: JobUsage | null): TemplateResult | typeof nothing {
  const rows = usage === null ? [] : usageRows(usage);
  if (rows.length === 0) return nothing;
  return html`<ul class="facts muted" data-testid="usage" aria-label=${words.heading}>${rows.map((row) => html`<li>${row}</li>`)}</ul>`;
}

function usageRows(usage: JobUsage): string[] {
  const { elapsed_seconds, walltime_seconds, cpu_seconds, cpu_seconds_allocated } = usage;
  const { memory_peak_bytes, memory_requested_bytes } = usage;
  const rows: string[] = [];
  if (elapsed_seconds !== null) rows.push(words.time(seconds(elapsed_seconds), mapped(walltime_seconds, seconds)));
  if (cpu_seconds !== null && cpu_seconds_allocated)
    rows.push(words.cpu(formatPercent((100 * cpu_seconds) / cpu_seconds_allocated)));
  if (memory_peak_bytes !== null)
    rows.push(words.memory(formatBytes(memory_peak_bytes), mapped(memory_requested_bytes, formatBytes)));
  return rows;
}

function mapped(value: number | null, format: (value: number) => string): string | null {
  return value === null ? null : format(value);
}

function seconds(count: number): string {
  return formatDuration(count * 1000);
}
