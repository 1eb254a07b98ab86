import type { FieldError } from './errors.ts';
import type { FormField } from './form.ts';
import { boundsIn, partitionOf } from './form-bounds.ts';
import { partitionRefusals } from './form-partition.ts';
import { typedValue } from './form-value.ts';
import { didYouMean } from './nearest-name.ts';
import type { FormValues } from './paraview-server.ts';
import type { Partition, SchedulerLimits } from './scheduler.ts';

export type CheckedForm = { ok: true; values: FormValues } | { ok: false; errors: FieldError[] };

/**
 * Checks what a user filled in against the fields and the limits of the chosen partition. Values come back under the
 * fields' own names and in their order, with defaults for what was not given and times in seconds; fields without value
 * and default are left out. Otherwise every error is listed, with the path "/<field>".
 *
 * `limits` null: the scheduler does not answer, so only the fields' own bounds are checked.
 */
export function checkFormValues(
  fields: readonly FormField[],
  given: Record<string, unknown>,
  limits: SchedulerLimits | null,
): CheckedForm {
  const { written, errors } = byOwnName(fields, given);
  const partition = chosenPartition(fields, written, limits);
  const values: FormValues = {};
  for (const field of fields) {
    const bounds = boundsIn(field, limits, partition);
    const value = written.get(field.name) ?? bounds.default ?? (field.type === 'boolean' ? false : null);
    if (value === null) {
      if (field.required) errors.push(refused(field, `${field.label} is needed.`));
      continue;
    }
    const typed = typedValue(field, bounds, value);
    if (typed.ok) values[field.name] = typed.value;
    else errors.push(refused(field, typed.message));
  }
  const known = new Set(errors.map((error) => error.path));
  const beyond = partitionRefusals(fields, values, limits).map(({ field, message }) => refused(field, message));
  // One message for each field: that of the field itself says more than that of the partition.
  errors.push(...beyond.filter((error) => !known.has(error.path)));
  return errors.length > 0 ? { ok: false, errors } : { ok: true, values };
}

/** An empty text is what a form sends for a field that was left empty. */
function byOwnName(fields: readonly FormField[], given: Record<string, unknown>) {
  const written = new Map<string, unknown>();
  const errors: FieldError[] = [];
  for (const [name, value] of Object.entries(given)) {
    const field = fields.find((candidate) => candidate.name === name || candidate.aliases.includes(name));
    if (field === undefined) errors.push({ path: pointerTo(name), message: unknownField(fields, name) });
    else if (written.has(field.name)) errors.push(refused(field, `"${field.name}" is given twice, also as "${name}".`));
    else if (value !== undefined && value !== null && value !== '') written.set(field.name, value);
  }
  return { written, errors };
}

function unknownField(fields: readonly FormField[], name: string): string {
  const known = fields.map((field) => field.name);
  const fallback = known.length === 0 ? 'The form has no fields.' : `There are: ${known.join(', ')}.`;
  const shown = name.length <= 100 ? name : `${name.slice(0, 99)}…`;
  return `There is no field "${shown}". ${didYouMean(name.slice(0, 100), known, fallback)}`;
}

function chosenPartition(
  fields: readonly FormField[],
  written: ReadonlyMap<string, unknown>,
  limits: SchedulerLimits | null,
): Partition | null {
  const field = fields.find((candidate) => candidate.type === 'partition');
  if (field === undefined) return partitionOf(null, limits);
  return partitionOf(written.get(field.name) ?? boundsIn(field, limits, null).default, limits);
}

function refused(field: FormField, message: string): FieldError {
  return { path: pointerTo(field.name), message };
}

/** "a/b" -> "/a~1b" (RFC 6901) */
function pointerTo(name: string): string {
  return `/${name.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
