import { html, nothing, type TemplateResult } from 'lit';
import type { ShownField } from '../../domain/form.ts';
import type { FormValues, ParaViewServer } from '../../domain/paraview-server.ts';
import type { QueuePlace } from '../../domain/scheduler.ts';
import { timeInWords } from '../../domain/walltime.ts';
import { formatMoment } from '../format.ts';
import { typedForm } from '../forms/bounded-fields.ts';
import { icon } from '../icons.ts';
import { jobFacts, placeFacts, timeFacts } from '../jobs/job-facts.ts';
import { serverClock } from '../server-clock.ts';
import { listed } from '../texts/counted.ts';
import { pageTexts } from '../texts/page.ts';
import { serverTexts } from '../texts/servers.ts';
import { pvscUrl } from './servers-api.ts';

/** What runs it: "Job 123", "On this machine", "Started by hand". */
export function originOf({ kind, job }: ParaViewServer): string {
  const { kinds } = serverTexts;
  if (kind !== 'job') return kinds[kind];
  return job === null ? kinds.jobWithoutId : kinds.job(job.id);
}

/** Where it listens, with the file for a desktop ParaView; nothing before that. */
export function renderAddress({ id, name, state, host, port }: ParaViewServer): TemplateResult | typeof nothing {
  if (host === null || port === null || (state !== 'ready' && state !== 'ending')) return nothing;
  const { pvsc, pvscTitle } = serverTexts.actions;
  return html`<p class="address">
    <code data-testid="address">${host}:${port}</code>
    <a data-testid="pvsc" href=${pvscUrl(id)} download=${`${name}.pvsc`} title=${pvscTitle} aria-label=${pageTexts.partOf(pvsc, name)}>${icon('download')}${pvsc}</a>
  </p>`;
}

/** What it has and how long: partition, place in the queue, nodes, version, time. */
export function renderServerFacts(server: ParaViewServer, place: QueuePlace | null): TemplateResult | typeof nothing {
  const ofJob = server.job === null ? [] : jobFacts(server.job).slice(1);
  const waits = server.state === 'queued' ? placeFacts(place) : [];
  const facts = [...ofJob, ...waits, ...versionFacts(server), ...serverTimes(server)];
  if (facts.length === 0) return nothing;
  return html`<ul class="facts muted" data-testid="facts">${facts.map((fact) => html`<li>${fact}</li>`)}</ul>`;
}

/** What is looked up rather than watched; the values of the form under the labels of its `fields`. */
export function renderServerDetails(server: ParaViewServer, fields: readonly ShownField[]): TemplateResult {
  const { facts: words } = serverTexts;
  const nowMs = serverClock.nowMs();
  const moment = (iso: string | null) => (iso === null ? null : formatMoment(iso, nowMs));
  const walltime = server.job?.walltime_seconds ?? null;
  const rows: [string, unknown][] = [
    [words.account, server.job?.account ?? null],
    [words.nodeList, server.job?.node_list ?? null],
    [words.walltime, walltime === null ? null : timeInWords(walltime)],
    [words.started, moment(server.started_at)],
    [words.ready, moment(server.ready_at)],
    ...Object.entries(server.values).map(([name, value]) => formRow(fields, name, value)),
  ];
  const known = rows.filter(([, value]) => value !== null && value !== '');
  return html`<dl>${known.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

/** Which apps use it. */
export function renderConnected(names: readonly string[], isReady: boolean): TemplateResult | typeof nothing {
  if (!isReady && names.length === 0) return nothing;
  const { connected, nobody } = serverTexts;
  return html`<p class="connected muted" data-testid="connected">${icon('plug')}${names.length === 0 ? nobody : html`<span>${connected} <strong>${listed(names)}</strong></span>`}</p>`;
}

function versionFacts({ version }: ParaViewServer): unknown[] {
  return version === null ? [] : [serverTexts.facts.version(version)];
}

function serverTimes({ state, expected_start_at, ends_at, ended_at }: ParaViewServer): unknown[] {
  if (ended_at !== null) return [serverTexts.endedAt(formatMoment(ended_at, serverClock.nowMs()))];
  return timeFacts(state === 'queued' ? expected_start_at : null, state === 'queued' ? null : ends_at);
}

/** Fields that the form has no more are shown by their names. */
function formRow(fields: readonly ShownField[], name: string, value: FormValues[string]): [string, unknown] {
  const field = fields.find((entry) => entry.name === name);
  if (typeof value === 'boolean') return [field?.label ?? name, value ? serverTexts.facts.yes : serverTexts.facts.no];
  return [field?.label ?? name, field === undefined ? value : typedForm(field, value)];
}
