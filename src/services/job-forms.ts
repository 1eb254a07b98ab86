import { ManagerError } from '../domain/errors.ts';
import type { FormField } from '../domain/form.ts';
import { showField } from '../domain/form-bounds.ts';
import { checkFormValues } from '../domain/form-values.ts';
import type { SchedulerLimits } from '../domain/scheduler.ts';
import type { JobForms } from './ports.ts';

/**
 * The forms of the site file. `limits` tells what the user may ask for now, `renderScript` turns a template into a script
 * (adapters/job-script.ts).
 */
export function createJobForms(parts: {
  limits: () => Promise<SchedulerLimits>;
  renderScript: JobForms['render'];
}): JobForms {
  return {
    async show(fields) {
      const limits = await limitsFor(fields, parts.limits, fields.some(needsLimits));
      return fields.map((field) => showField(field, limits));
    },
    async check(fields, values) {
      const checked = checkFormValues(fields, values, await limitsFor(fields, parts.limits, false));
      if (checked.ok) return checked.values;
      const detail = checked.errors.map((error) => error.message).join(' ');
      throw new ManagerError('invalid_parameters', detail, { errors: checked.errors });
    },
    render: parts.renderScript,
  };
}

/** Fields whose choices only the scheduler knows. */
function needsLimits({ type, choices }: FormField): boolean {
  return choices === null && (type === 'account' || type === 'partition' || type === 'qos');
}

/** Types whose bounds follow the scheduler: forms without them are shown where there is no scheduler. */
const following: FormField['type'][] = ['account', 'partition', 'qos', 'nodes', 'gpus', 'walltime'];

async function limitsFor(
  fields: FormField[],
  limits: () => Promise<SchedulerLimits>,
  areNeeded: boolean,
): Promise<SchedulerLimits | null> {
  if (!fields.some(({ type }) => following.includes(type))) return null;
  try {
    return await limits();
  } catch (error) {
    const isNoAnswer = error instanceof ManagerError && ['scheduler_unavailable', 'not_supported'].includes(error.code);
    if (areNeeded || !isNoAnswer) throw error;
    return null;
  }
}
