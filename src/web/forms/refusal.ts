import { html, nothing, type TemplateResult } from 'lit';
import type { ApiError } from '../api-error.ts';

/**
 * Why the daemon did not take a form: its message, what to do, and the errors of what has no field here (`fields` are the
 * pointers of those that show their own). Nothing when it was not refused.
 */
export function renderRefusal(
  title: string,
  refusal: ApiError | null,
  fields: ReadonlySet<string | undefined>,
): TemplateResult | typeof nothing {
  if (refusal === null) return nothing;
  const { message, hint, errors } = refusal;
  const others = errors.filter((error) => !fields.has(error.path)).map((error) => error.message);
  return html`<div class="notice bad" role="alert" data-testid="refusal"><strong>${title}</strong>${[message, hint, ...others].filter(Boolean).join(' ')}</div>`;
}
