import nunjucks from 'nunjucks';
import { ManagerError } from '../domain/errors.ts';
import type { FormValues } from '../domain/paraview-server.ts';
import type { JobTemplate } from '../domain/site.ts';
import { templateProblems } from './job-template.ts';
import { DirectiveLines, filterNames, templateFilters } from './job-template-filters.ts';
import { type TemplateProblem, templateOptions } from './job-template-syntax.ts';
import { type ScriptPiece, scriptFromPieces } from './shell-quoting.ts';

/** What a template finds beside the form's values (see JobScriptVariables). */
export type GivenVariables = Record<'job_name' | 'session_directory' | 'command_file' | 'log_file', string>;

/**
 * Fills a job's template. Whatever `{{ … }}` gives out is quoted for the place where it stands, by the one function through
 * which all output passes; conditions and arithmetic see the values as they are. Fields without a value are null.
 *
 *     "srun -A {{ account }} bash {{ command_file }}" with account "a b" -> "srun -A 'a b' bash /…/command.sh"
 *
 * @throws ManagerError invalid_parameters where the template fails with these values, or one of them cannot stand where it does
 */
export function renderJobScript(template: JobTemplate, values: FormValues, given: GivenVariables): string {
  const filled = fillTemplate(template, values, given);
  if (filled.ok) return filled.script;
  const { line, message, hint } = filled.problem;
  const detail = `The site's job template cannot be filled, line ${line}: ${message}${hint === null ? '' : ` ${hint}`}`;
  throw new ManagerError('invalid_parameters', detail);
}

/** As `renderJobScript`, with the first problem in place of an error. */
export function fillTemplate(
  { template, fields }: JobTemplate,
  values: FormValues,
  given: GivenVariables,
): { ok: true; script: string } | { ok: false; problem: TemplateProblem } {
  const absent = Object.fromEntries(fields.map((field) => [field.name, null]));
  const context = { ...absent, ...values, ...given };
  // Looked for here too, not only when the site file is read: what a template may hold keeps code out of the daemon.
  const [wrong] = templateProblems(template, Object.keys(context));
  if (wrong !== undefined) return { ok: false, problem: wrong };
  const rendered = render(template, context);
  if (!rendered.ok) return rendered;
  const { script, problems } = scriptFromPieces(rendered.pieces);
  const [problem] = problems;
  if (problem !== undefined) return { ok: false, problem };
  return { ok: true, script: script.endsWith('\n') ? script : `${script}\n` };
}

/** What one `{{ … }}` gives out; the line counts from 1. */
interface Output {
  value: unknown;
  line: number;
}

type Rendered = { ok: true; pieces: ScriptPiece[] } | { ok: false; problem: TemplateProblem };

/** Text of the template and outputs, one after the other, before any quoting. */
function render(text: string, context: Record<string, unknown>): Rendered {
  const outputs: Output[] = [];
  const template = new nunjucks.Template(text, environment, undefined, true) as unknown as Compiled;
  const root = template.rootRenderFunc;
  const take: Pick<Runtime, 'ensureDefined' | 'suppressValue'> = {
    // The argument of suppressValue, where it stands in the template.
    ensureDefined: (value, lineno) => ({ value, line: lineno + 1 }),
    // A NUL marks the place: a template holds none of its own.
    suppressValue: (output) => `\0${outputs.push(output as Output) - 1}\0`,
  };
  template.rootRenderFunc = (env, scope, frame, runtime, done) =>
    root(env, scope, frame, { ...runtime, ...take }, done);
  try {
    const parts = template.render(context).split('\0');
    return withOutputs(parts.map((part, index) => (index % 2 === 0 ? part : (outputs[Number(part)] ?? ''))));
  } catch (error) {
    return { ok: false, problem: problemOf(error, text) };
  }
}

/** The parts of Nunjucks' compiled template that its types leave out: the runtime is what all its output passes through. */
interface Compiled {
  rootRenderFunc: (env: unknown, scope: unknown, frame: unknown, runtime: Runtime, done: unknown) => void;
  render(context: Record<string, unknown>): string;
}

interface Runtime {
  ensureDefined(value: unknown, lineno: number, colno: number): unknown;
  suppressValue(value: unknown, autoescape: boolean): unknown;
}

const environment = new nunjucks.Environment([], templateOptions);
for (const [name, filter] of Object.entries(templateFilters)) environment.addFilter(name, filter);

function withOutputs(parts: (string | Output)[]): Rendered {
  const pieces: ScriptPiece[] = [];
  for (const part of parts) {
    const piece = typeof part === 'string' ? { text: part } : pieceOf(part);
    if ('message' in piece) return { ok: false, problem: piece };
    pieces.push(piece);
  }
  return { ok: true, pieces };
}

function pieceOf({ value, line }: Output): ScriptPiece | TemplateProblem {
  if (value instanceof DirectiveLines) return { value: value.text, line, isRaw: true };
  if (typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) {
    return { value: String(value), line, isRaw: false };
  }
  const isEmpty = value === null || value === undefined;
  if (!isEmpty) return { line, message: 'This gives no text and no number.', hint: null };
  return {
    line,
    message: 'A value is needed here that may be empty.',
    hint: 'Put it between {% if name %} and {% endif %}, or make its field required.',
  };
}

/**
 * Nunjucks makes of what a filter throws "(unknown path)\n  Error: …", at times with "[Line 3, Column 5]". Without, the first line
 * that uses the filter is the best guess.
 */
function problemOf(error: unknown, template: string): TemplateProblem {
  const text = error instanceof Error ? error.message : String(error);
  const message = (text.split('\n').at(-1) ?? '').trim().replace(/^\w*Error: /, '');
  const filter = filterNames.find((name) => message.includes(`"${name}"`));
  const use = filter === undefined ? -1 : template.search(new RegExp(`\\|\\s*${filter}\\b`));
  const line = Number(/\[Line (\d+)/.exec(text)?.[1] ?? template.slice(0, Math.max(use, 0)).split('\n').length);
  return { line, message, hint: null };
}
