import { didYouMean } from '../domain/nearest-name.ts';
import { filterNames } from './job-template-filters.ts';
import { childNodes, parseTemplate, type TemplateNode, type TemplateProblem } from './job-template-syntax.ts';
import { scriptFromPieces } from './shell-quoting.ts';

/** What a template may look at, beside its form's fields. docs/site-configuration.md explains them. */
export const givenVariables = ['job_name', 'session_directory', 'command_file', 'log_file'] as const;

/**
 * Looks through a template without running it: its syntax, the names of variables and filters, and where values stand. Only
 * a small part of Nunjucks is taken: no calls, no members, no other files, nothing that could run code in the daemon.
 */
export function templateProblems(text: string, variables: readonly string[]): TemplateProblem[] {
  const parsed = parseTemplate(text);
  if (!parsed.ok) return [parsed.problem];
  const problems: TemplateProblem[] = [];
  const names = new Set<string>([...variables, ...givenVariables, ...assignedNames(parsed.root)]);
  walk(parsed.root, (node) => {
    const problem = nodeProblem(node, names);
    if (problem !== null) problems.push(problem);
    return problem === null;
  });
  if (problems.length === 0) problems.push(...misplacedValues(parsed.root));
  return problems;
}

/** Names of the variables that a template reads. */
export function usedVariables(text: string): Set<string> {
  const names = new Set<string>();
  const parsed = parseTemplate(text);
  if (!parsed.ok) return names;
  walk(parsed.root, (node) => {
    if (node.typename === 'Symbol') names.add(String(node.value));
    return true;
  });
  return names;
}

/** Visits nodes in the order of the template; below a node only where `visit` answers true. Names of filters are no nodes here. */
function walk(node: TemplateNode, visit: (node: TemplateNode) => boolean): void {
  if (!visit(node)) return;
  const children = node.typename === 'Filter' || node.typename === 'Is' ? withoutName(node) : childNodes(node);
  for (const child of children) walk(child, visit);
}

function withoutName(node: TemplateNode): TemplateNode[] {
  return childNodes(node).filter((child) => child !== (node.typename === 'Filter' ? node.name : node.right));
}

const takenNodes = new Set([
  ...['Root', 'NodeList', 'Output', 'TemplateData', 'Literal', 'Symbol', 'Group', 'Array', 'If', 'InlineIf', 'Set'],
  ...[
    'Filter',
    'In',
    'Is',
    'Or',
    'And',
    'Not',
    'Add',
    'Concat',
    'Sub',
    'Mul',
    'Div',
    'FloorDiv',
    'Mod',
    'Pow',
    'Neg',
    'Pos',
  ],
  ...['Compare', 'CompareOperand'],
]);

function nodeProblem(node: TemplateNode, names: ReadonlySet<string>): TemplateProblem | null {
  const line = node.lineno + 1;
  if (node.typename === 'Symbol' && !names.has(String(node.value))) {
    const name = String(node.value);
    const hint = didYouMean(name, [...names], `There are: ${[...names].join(', ')}.`);
    return { line, message: `There is no variable "${name}".`, hint };
  }
  if (node.typename === 'Filter') {
    const name = String((node.name as TemplateNode).value);
    const hint = didYouMean(name, filterNames, `There are: ${filterNames.join(', ')}.`);
    return filterNames.includes(name) ? null : { line, message: `There is no filter "${name}".`, hint };
  }
  // "{% set name %}…{% endset %}" has a body in place of a value.
  const kind = node.typename === 'Set' && node.body ? 'Capture' : node.typename;
  if (takenNodes.has(kind)) return null;
  return {
    line,
    message: refusals[kind] ?? 'This part of Nunjucks is not taken in templates.',
    hint: 'There are: if, elif, else, set, filters.',
  };
}

const refusals: Record<string, string> = {
  FunCall: 'Calls are not taken in templates.',
  LookupVal: 'Members ("a.b", "a[0]") are not taken in templates.',
  Capture: 'A "{% set %}" has to be written as "{% set name = value %}".',
  For: 'Loops are not taken in templates.',
};

function assignedNames(root: TemplateNode): string[] {
  const names: string[] = [];
  walk(root, (node) => {
    if (node.typename === 'Set') names.push(...(node.targets as TemplateNode[]).map((target) => String(target.value)));
    return true;
  });
  return names;
}

/** Whether quoting would hold where the values stand, with all branches taken one after the other. */
function misplacedValues(root: TemplateNode): TemplateProblem[] {
  const pieces: ({ text: string } | { value: string; line: number; isRaw: boolean })[] = [];
  walk(root, (node) => {
    if (node.typename !== 'Output') return true;
    for (const child of node.children ?? []) {
      if (child.typename === 'TemplateData') pieces.push({ text: String(child.value) });
      else pieces.push({ value: '1', line: child.lineno + 1, isRaw: isDirectives(child) });
    }
    return false;
  });
  return scriptFromPieces(pieces).problems;
}

function isDirectives(node: TemplateNode): boolean {
  return node.typename === 'Filter' && (node.name as TemplateNode).value === 'directives';
}
