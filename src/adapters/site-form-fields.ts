import type { FormField } from '../domain/form.ts';
import { typedValue } from '../domain/form-value.ts';
import { parseWalltime } from '../domain/walltime.ts';
import { givenVariables } from './job-template.ts';
import { patternProblem } from './site-form-pattern.ts';
import type { FieldContent } from './site-form-schema.ts';
import type { YamlDocument } from './yaml-document.ts';
import type { Finding } from './yaml-document-mismatches.ts';

/** The fields of a form with their defaults filled in, and what does not fit together in them. */
export function readFormFields(
  written: readonly FieldContent[],
  pointer: string,
  document: YamlDocument,
  hasScheduler: boolean,
): { fields: FormField[]; findings: Finding[] } {
  const places = written.map((_, index) => `${pointer}/${index}`);
  const fields = written.map((content, index) => toField(content, places[index] ?? '', document));
  const findings = fields.flatMap((field, index) => {
    const place = places[index] ?? '';
    const own = inconsistencies(field, written[index], place, hasScheduler);
    return [...repeatedNames(fields, index, place), ...own];
  });
  return { fields, findings };
}

/** Where text is wanted a number is taken as it is written: `choices: [1.10, 2]` are "1.10" and "2". */
function toField(content: FieldContent, pointer: string, document: YamlDocument): FormField {
  const type = content.type ?? 'string';
  const isTime = type === 'walltime';
  const wantsText = !isTime && type !== 'boolean' && !numbers.includes(type);
  const standard = content.default ?? null;
  const asText = wantsText && standard !== null ? document.text(`${pointer}/default`) : standard;
  return {
    name: content.name,
    aliases: content.aliases ?? [],
    label: content.label ?? content.name,
    help: content.help ?? null,
    type,
    required: content.required ?? false,
    default: isTime && asText !== null ? (parseWalltime(asText) ?? asText) : asText,
    min: toBound(content.min),
    max: toBound(content.max),
    choices: content.choices?.map((_, index) => document.text(`${pointer}/choices/${index}`) ?? '') ?? null,
    pattern: content.pattern ?? null,
  };
}

const numbers: FormField['type'][] = ['integer', 'number', 'nodes', 'gpus'];
const withChoices: FormField['type'][] = ['choice', 'account', 'partition', 'qos'];
const ofScheduler: FormField['type'][] = ['account', 'partition', 'qos', 'nodes', 'gpus', 'walltime'];

function toBound(written: FieldContent['min']): number | null {
  return typeof written === 'string' ? (parseWalltime(written) ?? Number.NaN) : (written ?? null);
}

/** What requests and templates have under these names already, or cannot have. */
const reserved: Record<string, string> = {
  ...Object.fromEntries(givenVariables.map((name) => [name, 'every template is given it anyway'])),
  ...Object.fromEntries(['name', 'after', 'run_on'].map((name) => [name, 'requests use it for something else'])),
  ...Object.fromEntries(
    ['true', 'false', 'none', 'null', 'and', 'or', 'not', 'in', 'is', 'if', 'elif', 'else', 'set', 'loop'].map(
      (name) => [name, 'it is a word of templates'],
    ),
  ),
};

function repeatedNames(fields: readonly FormField[], index: number, pointer: string): Finding[] {
  const field = fields[index];
  if (field === undefined) return [];
  const findings: Finding[] = [];
  const earlier = fields.slice(0, index).flatMap(({ name, aliases }) => [name, ...aliases]);
  const own: [string, string][] = [
    [field.name, `${pointer}/name`],
    ...field.aliases.map((alias, at): [string, string] => [alias, `${pointer}/aliases/${at}`]),
  ];
  for (const [at, [name, place]] of own.entries()) {
    const before = [...earlier, ...own.slice(0, at).map(([other]) => other)];
    const add = (message: string) => findings.push({ pointer: place, message, hint: 'Choose another name.' });
    if (Object.hasOwn(reserved, name)) add(`A field cannot be called "${name}": ${reserved[name]}.`);
    else if (before.includes(name)) add(`The name "${name}" is given twice in this form.`);
  }
  // $PARAM_<NAME> is in upper case.
  const same = fields.slice(0, index).find(({ name }) => name.toUpperCase() === field.name.toUpperCase());
  if (same !== undefined && same.name !== field.name) {
    const message = `"${same.name}" and "${field.name}" would both be $PARAM_${field.name.toUpperCase()}.`;
    findings.push({ pointer: `${pointer}/name`, message, hint: 'Choose another name.' });
  }
  if (field.type === 'partition' && fields.slice(0, index).some(({ type }) => type === 'partition')) {
    findings.push({
      pointer: `${pointer}/type`,
      message: 'A form can have only one field of the type "partition".',
      hint: null,
    });
  }
  return findings;
}

function inconsistencies(
  field: FormField,
  written: FieldContent | undefined,
  pointer: string,
  hasScheduler: boolean,
): Finding[] {
  const { name, type, choices, pattern } = field;
  const findings: Finding[] = [];
  const add = (key: string, message: string, hint: string | null, of: 'key' | 'value' = 'value') =>
    findings.push({ pointer: `${pointer}/${key}`, of, message, hint });
  if (!hasScheduler && ofScheduler.includes(type)) {
    add(
      'type',
      `The field "${name}" of the type "${type}" needs a scheduler.`,
      'Write "scheduler: slurm", or use another type.',
    );
  }
  if (choices !== null && !withChoices.includes(type)) {
    add('choices', `The field "${name}" has choices but the type "${type}".`, 'Write "type: choice".', 'key');
  }
  if (choices !== null && new Set(choices).size < choices.length) {
    add('choices', `The field "${name}" has a choice twice.`, 'Remove one of them.');
  }
  if (type === 'choice' && choices === null) {
    add('type', `The field "${name}" is a choice without choices.`, 'Add "choices: [a, b]".');
  } else if (type === 'choice' && field.default === null && !field.required) {
    add('type', `The choice "${name}" has no default.`, 'Add "default: …", or "required: true".');
  }
  if (pattern !== null) {
    const isText = type === 'string' || type === 'text';
    const message = isText ? patternProblem(pattern) : `"pattern" of "${name}" is only for "string" and "text".`;
    if (message !== null) add('pattern', message, isText ? null : 'Remove it.', isText ? 'value' : 'key');
  }
  findings.push(...boundProblems(field, written, pointer));
  if (findings.length === 0) findings.push(...unfitDefault(field, pointer));
  return findings;
}

function boundProblems(field: FormField, written: FieldContent | undefined, pointer: string): Finding[] {
  const { name, type, min, max } = field;
  const findings: Finding[] = [];
  const add = (key: string, message: string, hint: string | null, of: 'key' | 'value' = 'value') =>
    findings.push({ pointer: `${pointer}/${key}`, of, message, hint });
  for (const [key, bound] of Object.entries({ min, max })) {
    if (bound === null) continue;
    const isText = typeof written?.[key as 'min' | 'max'] === 'string';
    if (!numbers.includes(type) && type !== 'walltime') {
      add(key, `"${key}" of "${name}" is only for numbers and times, not for "${type}".`, 'Remove it.', 'key');
    } else if (type === 'walltime' && parseWalltime(bound) === null) {
      add(key, `"${key}" of "${name}" has to be a time such as "2h" or a number of seconds.`, null);
    } else if (isText && type !== 'walltime') {
      add(key, `"${key}" of "${name}" has to be a number.`, 'Write it without quotes.');
    } else if (type !== 'number' && type !== 'walltime' && !Number.isSafeInteger(bound)) {
      add(key, `"${key}" of "${name}" has to be a whole number.`, null);
    }
  }
  if (min !== null && max !== null && min > max) add('min', `"min" of "${name}" is larger than "max".`, 'Swap them.');
  return findings;
}

function unfitDefault(field: FormField, pointer: string): Finding[] {
  if (field.default === null) return [];
  const { min, max, choices } = field;
  const typed = typedValue(field, { min, max, choices, default: null }, field.default);
  const isOpen = choices === null || choices.includes(String(field.default));
  if (typed.ok && isOpen) return [];
  const reason = typed.ok ? `It is none of the choices.` : typed.message;
  return [
    { pointer: `${pointer}/default`, message: `The default of "${field.name}" does not fit. ${reason}`, hint: null },
  ];
}
