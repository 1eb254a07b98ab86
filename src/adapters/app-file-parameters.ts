import { valueMismatch } from '../domain/app-parameters.ts';
import type { AppParameter } from '../domain/trame-app.ts';
import type { ParameterContent } from './app-file-schema.ts';
import type { YamlDocument } from './yaml-document.ts';
import type { Finding } from './yaml-document-mismatches.ts';

/** The parameters of an app file with their defaults filled in, and what does not fit together in them. */
export function readParameters(
  written: readonly ParameterContent[],
  document: YamlDocument,
): { parameters: AppParameter[]; findings: Finding[] } {
  const parameters = written.map((content, index) => toParameter(content, `/parameters/${index}`, document));
  const findings = [
    ...repeatedNames(parameters),
    ...parameters.flatMap((parameter, index) => inconsistencies(parameter, written[index], `/parameters/${index}`)),
  ];
  return { parameters, findings };
}

/** Where text is wanted a number is taken as it is written: `choices: [1.10, 2]` are "1.10" and "2". */
function toParameter(content: ParameterContent, pointer: string, document: YamlDocument): AppParameter {
  const type = content.type ?? 'string';
  const wantsText = type !== 'number' && type !== 'integer' && type !== 'boolean';
  const standard = content.default ?? null;
  const isText = typeof standard === 'string';
  return {
    name: content.name,
    label: content.label ?? content.name,
    type,
    help: content.help ?? null,
    default: standard !== null && wantsText && !isText ? document.text(`${pointer}/default`) : standard,
    min: content.min ?? null,
    max: content.max ?? null,
    choices: content.choices?.map((_, index) => document.text(`${pointer}/choices/${index}`) ?? '') ?? null,
  };
}

/** Names become variables in upper case, so that `iso` and `ISO` would be one. */
function repeatedNames(parameters: readonly AppParameter[]): Finding[] {
  const names = parameters.map((parameter) => parameter.name.toUpperCase());
  return parameters.flatMap(({ name }, index) => {
    const first = names.indexOf(name.toUpperCase());
    if (first === index) return [];
    const message = `"${name}" and parameters[${first}] "${parameters[first]?.name}" would both be $PARAM_${names[index]}.`;
    return [{ pointer: `/parameters/${index}/name`, message, hint: 'Give one of them another name.' }];
  });
}

function inconsistencies(parameter: AppParameter, written: ParameterContent | undefined, pointer: string): Finding[] {
  const { name, type, min, max, choices } = parameter;
  const findings: Finding[] = [];
  const add = (field: string, message: string, hint: string | null, of: 'key' | 'value' = 'value') =>
    findings.push({ pointer: `${pointer}/${field}`, of, message, hint });
  const isNumber = type === 'number' || type === 'integer';
  if (type === 'choice' && choices === null) {
    add('type', `The parameter "${name}" is a choice without choices.`, 'Add "choices: [a, b]".');
  }
  if (type !== 'choice' && choices !== null) {
    add('choices', `The parameter "${name}" has choices but the type "${type}".`, 'Write "type: choice".', 'key');
  }
  if (choices !== null && new Set(choices).size < choices.length) {
    add('choices', `The parameter "${name}" has a choice twice.`, 'Remove one of them.');
  }
  for (const [field, bound] of Object.entries({ min, max })) {
    if (bound === null) continue;
    if (!isNumber) add(field, `"${field}" of "${name}" is only for numbers, not for "${type}".`, 'Remove it.', 'key');
    else if (type === 'integer' && !Number.isSafeInteger(bound)) {
      add(field, `"${field}" of "${name}" has to be a whole number.`, 'Or write "type: number".');
    } else if (!Number.isFinite(bound))
      add(field, `"${field}" of "${name}" has to be finite.`, 'Leave it out instead.');
  }
  if (min !== null && max !== null && min > max) add('min', `"min" of "${name}" is larger than "max".`, 'Swap them.');
  if (findings.length === 0) findings.push(...unfitDefault(parameter, written, pointer));
  return findings;
}

function unfitDefault(parameter: AppParameter, written: ParameterContent | undefined, pointer: string): Finding[] {
  if (parameter.default === null) return [];
  const mismatch = valueMismatch(parameter, parameter.default);
  if (mismatch === null) return [];
  const quoted = typeof written?.default === 'string' && parameter.type !== 'choice';
  return [
    {
      pointer: `${pointer}/default`,
      message: `The default of "${parameter.name}" ${mismatch}.`,
      hint: quoted && !/too long|character/.test(mismatch) ? 'Write the value without quotes.' : null,
    },
  ];
}
