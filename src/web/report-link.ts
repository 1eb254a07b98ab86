import { html, type TemplateResult } from 'lit';
import { icon } from './icons.ts';
import { instanceTexts } from './texts/instances.ts';
import { pageTexts } from './texts/page.ts';

/** Where a report comes from, relative to the page: "instances/k3" -> "api/v1/instances/k3/report". */
export function reportUrl(path: string): string {
  return `api/v1/${path}/report`;
}

/**
 * The link that downloads what a help desk needs to know of an instance or a ParaView server. `path` as in rest-paths.ts; `look` is
 * its class. The daemon names the file.
 */
export function renderReportLink(path: string, name: string, look = ''): TemplateResult {
  const { report, reportTitle } = instanceTexts;
  return html`<a
    class=${look}
    data-testid="report"
    href=${reportUrl(path)}
    download
    title=${reportTitle}
    aria-label=${pageTexts.partOf(report, name)}
  >${icon('download')}${report}</a>`;
}
