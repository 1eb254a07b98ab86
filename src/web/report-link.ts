import { html, type TemplateResult } from 'lit';
import type { Instance } from '../domain/instance.ts';
import { icon } from './icons.ts';
import { instancePath } from './rest-paths.ts';
import { texts } from './texts.ts';

/** The link that downloads what a help desk needs to know of an instance; `look` is its class. The daemon names the file. */
export function renderReportLink({ id, name }: Instance, look = ''): TemplateResult {
  const { report, reportTitle } = texts.instances;
  return html`<a
    class=${look}
    data-testid="report"
    href=${`api/v1/${instancePath(id)}/report`}
    download
    title=${reportTitle}
    aria-label=${`${report}, ${name}`}
  >${icon('download')}${report}</a>`;
}
