/** How a field looks and what it takes. */
export interface FieldLook {
  label: string;
  help: string | null;
  required: boolean;
  kind: 'text' | 'lines' | 'number' | 'checkbox' | 'choice' | 'path';
  /** What a path leads to; missing: nothing is offered for it. */
  pathKind?: 'directory' | 'file';
  placeholder?: string;
  choices?: readonly string[];
  /** What is shown for a choice; missing: itself. */
  choiceLabels?: Readonly<Record<string, string>>;
  /** What stands for no choice; null or missing: one has to be chosen. */
  emptyChoice?: string | null;
}
