import { language } from './language.ts';
import { isolated } from './said.ts';

/** Phrases with "#" in place of a number, one for each plural form that the language has; `other` stands in for those left out. */
export type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

// To make one takes longer than to draw a card.
const made: {
  cardinal?: Intl.PluralRules;
  ordinal?: Intl.PluralRules;
  list?: Intl.ListFormat;
  numbers: Map<number, Intl.NumberFormat>;
} = { numbers: new Map() };

/** (2, {one: '# node', other: '# nodes'}) -> "2 nodes" */
export function counted(count: number, forms: PluralForms): string {
  made.cardinal ??= new Intl.PluralRules(language);
  return filled(forms[made.cardinal.select(count)] ?? forms.other, count);
}

/** (3, {one: '#st', two: '#nd', few: '#rd', other: '#th'}) -> "3rd" */
export function ordinal(place: number, forms: PluralForms): string {
  made.ordinal ??= new Intl.PluralRules(language, { type: 'ordinal' });
  return filled(forms[made.ordinal.select(place)] ?? forms.other, place);
}

/** 12345.67 -> "12,346", with one of `decimals` "12,345.7". Not for what is typed or looked up: ports, ids, bounds of fields. */
export function numeral(value: number, decimals = 0): string {
  let format = made.numbers.get(decimals);
  if (format === undefined) {
    format = new Intl.NumberFormat(language, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    made.numbers.set(decimals, format);
  }
  return format.format(value);
}

/** ["run 1", "run 2"] -> "run 1, run 2" */
export function listed(names: readonly string[]): string {
  made.list ??= new Intl.ListFormat(language, { type: 'unit', style: 'short' });
  return made.list.format(names.map(isolated));
}

function filled(form: string, count: number): string {
  return form.replace('#', numeral(count));
}
