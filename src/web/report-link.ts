import { html, type TemplateResult } from 'lit';
import type { Instance } from '../domain/instance.ts';
import { icon } from './icons.ts';
import { instancePath } from './rest-paths.ts';
import { instanceTexts } from './texts/instances.ts';
import { pageTexts } from './texts/page.ts';

/** Where the report of an instance comes from, relative to the page. */
export function reportUrl(id: string): string {
  return `api/v1/${instancePath(id)}/report`;
}

/** The link that downloads what a help desk needs to know of an instance; `look` is its class. The daemon names the file. */
export function renderReportLink({ id, name }: Instance, look = ''): TemplateResult {
  const { report, reportTitle } = instanceTexts;
  return html`<a
    class=${look}
    data-testid="report"
    href=${reportUrl(id)}
    download
    title=${reportTitle}
    aria-label=${pageTexts.partOf(report, name)}
  >${icon('download')}${report}</a>`;
}
