/**
 * Fields of a form that the site file describes: for ParaView servers and for apps as jobs. Some types get their choices and
 * bounds from the scheduler, following the partition that is chosen.
 */
export const fieldTypes = [
  'string',
  /** Several lines. */
  'text',
  'integer',
  'number',
  'boolean',
  'choice',
  /** One of the user's accounts. */
  'account',
  'partition',
  'qos',
  /** A number of nodes, bounded by the partition. */
  'nodes',
  /** GPUs of each node, bounded by the partition. */
  'gpus',
  /** A time, bounded by the partition: "1h30m", "01:30:00", or seconds; kept in seconds. */
  'walltime',
] as const;
export type FieldType = (typeof fieldTypes)[number];

export interface FormField {
  /** A name of letters, digits and "_": the template's variable. */
  name: string;
  /** Other names under which requests may give it. */
  aliases: string[];
  label: string;
  help: string | null;
  type: FieldType;
  required: boolean;
  /** Null: none; `account` and `partition` then take the scheduler's default. */
  default: string | number | boolean | null;
  min: number | null;
  max: number | null;
  /** For `choice`; also narrows `account`, `partition` and `qos`. */
  choices: string[] | null;
  /** A regular expression (with the flag "u") that the whole text has to match, of `text` each line; null: any printable text. */
  pattern: string | null;
}

/** A field as a form is to show it now: with the choices and bounds that follow the scheduler. */
export interface ShownField extends Omit<FormField, 'aliases'> {
  /** For each partition (by name) the bounds that differ from `min`, `max` and `default`; empty where none follow it. */
  by_partition: Record<string, { min?: number; max?: number; default?: number; choices?: string[] }>;
}
