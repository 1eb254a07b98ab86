import type { ShownField } from '../../domain/form.ts';
import { timeInWords } from '../../domain/walltime.ts';
import { fieldTexts } from '../texts/fields.ts';
import { typedForm } from './bounded-fields.ts';
import type { FieldLook } from './look.ts';

const kinds: Record<ShownField['type'], FieldLook['kind']> = {
  string: 'text',
  text: 'lines',
  integer: 'number',
  number: 'number',
  boolean: 'checkbox',
  choice: 'choice',
  account: 'choice',
  partition: 'choice',
  qos: 'choice',
  nodes: 'number',
  gpus: 'number',
  walltime: 'text',
};

/** How a field of the site file is shown, with the bounds that hold now. */
export function fieldLook(field: ShownField): FieldLook {
  const kind = kinds[field.type];
  const help = [field.help, boundsText(field)].filter(Boolean).map((text) => asSentence(String(text)));
  return {
    label: field.label,
    help: help.length === 0 ? null : help.join(' '),
    required: field.required && kind !== 'checkbox',
    // Accounts and the like that the scheduler keeps no list of are typed.
    kind: kind === 'choice' && field.choices === null ? 'text' : kind,
    choices: field.choices ?? [],
    emptyChoice: field.required ? null : fieldTexts.emptyChoice,
    placeholder: String(typedForm(field, field.default)),
  };
}

function boundsText(field: ShownField): string | null {
  const { min, max } = field;
  if (field.type === 'walltime') return walltimeBounds(field);
  if (kinds[field.type] !== 'number') return null;
  if (min !== null && max !== null) return fieldTexts.range(min, max);
  if (min !== null) return fieldTexts.from(min);
  return max !== null ? fieldTexts.upTo(max) : null;
}

function walltimeBounds({ min, max }: ShownField): string | null {
  if (max !== null) return fieldTexts.upToTime(timeInWords(max));
  return min !== null ? fieldTexts.fromTime(timeInWords(min)) : null;
}

// "Points along each axis" -> "Points along each axis."
function asSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
