import nunjucks from 'nunjucks';

/** A node of Nunjucks' syntax tree; lines and columns count from 0. */
export interface TemplateNode {
  typename: string;
  lineno: number;
  colno: number;
  fields: string[];
  children?: TemplateNode[];
  [field: string]: unknown;
}

/** Where a template cannot be read, or holds what no job script may hold. `line` counts from 1 in the template. */
export interface TemplateProblem {
  line: number;
  message: string;
  hint: string | null;
}

/** How Nunjucks is told to read a template: lines that hold only a tag leave nothing behind. */
export const templateOptions = { autoescape: false, throwOnUndefined: true, trimBlocks: true, lstripBlocks: true };

/** Reads a template, or says in which line its syntax is wrong. */
export function parseTemplate(
  text: string,
): { ok: true; root: TemplateNode } | { ok: false; problem: TemplateProblem } {
  try {
    return { ok: true, root: parser.parse(text, [], templateOptions) };
  } catch (error) {
    const { message, lineno } = error as { message: string; lineno?: number };
    return { ok: false, problem: syntaxProblem(message, lineno ?? lastTagLine(text)) };
  }
}

/** The nodes right below one, in the order of the template. */
export function childNodes(node: TemplateNode): TemplateNode[] {
  const fields = node.children !== undefined ? node.children : node.fields.map((field) => node[field]);
  return fields.flatMap((field) => (Array.isArray(field) ? field : [field])).filter(isNode);
}

// The types that come with Nunjucks leave its parser out.
const { parser } = nunjucks as unknown as {
  parser: { parse(text: string, extensions: [], options: typeof templateOptions): TemplateNode };
};

function isNode(value: unknown): value is TemplateNode {
  return typeof value === 'object' && value !== null && 'typename' in value;
}

function syntaxProblem(message: string, line: number): TemplateProblem {
  const reason = message.replace(/^\(unknown path\)\s*/, '').replace(/^parse\w+: /, '');
  const unknownTag = /unknown block tag: (\w+)/.exec(reason);
  if (unknownTag !== null) {
    return {
      line,
      message: `There is no tag "{% ${unknownTag[1]} %}".`,
      hint: 'There are: if, elif, else, endif, set.',
    };
  }
  if (/expected (elif|endif|else).{0,200}end of file/.test(reason)) {
    return { line, message: 'An "{% if … %}" is not closed.', hint: 'Add "{% endif %}".' };
  }
  if (/expected variable end/.test(reason)) {
    return { line, message: 'A "{{" is not closed, or holds two values.', hint: 'Write "{{ name }}".' };
  }
  return { line, message: `The template has a syntax error: ${reason}.`, hint: null };
}

/** Nunjucks says nothing of the place of an "if" that is never closed: the last one that was opened is the best guess. */
function lastTagLine(text: string): number {
  const index = Math.max(text.lastIndexOf('{% if'), text.lastIndexOf('{%- if'), 0);
  return text.slice(0, index).split('\n').length;
}
