import { clockTime } from '../domain/walltime.ts';

/** Text that goes into the script as it is. Only `directives` makes it. */
export class DirectiveLines {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * All filters there are; they throw sentences on what they cannot take. Nunjucks' own are not taken, as some of
 * them mark a text as safe.
 */
export const templateFilters = {
  /** 5400 -> 01:30:00 */
  hms: (value: unknown): string => clockTime(numberFor('hms', value)),
  /** Rounded up: 5401 -> 91 */
  minutes: (value: unknown): number => Math.ceil(numberFor('minutes', value) / 60),
  /** The value, or another one where there is none. */
  default: (value: unknown, other: unknown): unknown => value ?? other,
  upper: (value: unknown): string => String(value).toUpperCase(),
  lower: (value: unknown): string => String(value).toLowerCase(),
  int: (value: unknown): number => Math.trunc(numberFor('int', value)),
  round: (value: unknown): number => Math.round(numberFor('round', value)),
  /** Further directives that the user wrote, each on a line of its own. */
  directives: (value: unknown): DirectiveLines => directiveLines(value ?? ''),
};

export const filterNames: readonly string[] = Object.keys(templateFilters);

function numberFor(filter: string, value: unknown): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  throw new TypeError(`"${filter}" needs a number, but it got ${value === null ? 'nothing' : JSON.stringify(value)}.`);
}

/** A line that does not begin so would be run. */
const directiveLine = /^#SBATCH [^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/;

function directiveLines(value: unknown): DirectiveLines {
  const lines = String(value)
    .split(/\r\n?|\n/)
    .filter((line) => line !== '');
  const wrong = lines.find((line) => !directiveLine.test(line));
  if (wrong !== undefined) {
    throw new TypeError(
      `${JSON.stringify(wrong.slice(0, 60))} is no line for "directives": each has to begin with "#SBATCH ".`,
    );
  }
  return new DirectiveLines(lines.join('\n'));
}
