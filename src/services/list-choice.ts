/** Which entries of a list are wanted, in which order; what is missing changes nothing. */
export interface ListChoice {
  sort?: string | undefined;
  limit?: number | undefined;
  offset?: number | undefined;
}

/** How a list is filtered and sorted. */
export interface ListRules<Item, Filters> {
  filters: { [Name in keyof Filters]-?: (item: Item, wanted: NonNullable<Filters[Name]>) => boolean };
  /** The value of a field by which entries are sorted; null comes last. */
  sort: Record<string, (item: Item) => string | number | null>;
}

/** A time as what lists are sorted by: comparing numbers is many times faster than comparing words. */
export function timeOf(text: string | null): number | null {
  return text === null ? null : Date.parse(text);
}

/** The wanted part of a list, and how many entries the filters leave. */
export function chooseFrom<Item, Filters extends object>(
  items: Item[],
  choice: Filters & ListChoice,
  rules: ListRules<Item, Filters>,
): { chosen: Item[]; total: number } {
  const names = Object.keys(rules.filters) as (keyof Filters)[];
  const wanted = items.filter((item) =>
    names.every(
      (name) => choice[name] == null || rules.filters[name](item, choice[name] as NonNullable<Filters[typeof name]>),
    ),
  );
  const sorted = choice.sort === undefined ? wanted : sortBy(wanted, choice.sort, rules.sort);
  const { offset = 0, limit = sorted.length } = choice;
  return { chosen: sorted.slice(offset, offset + limit), total: wanted.length };
}

/** True where the name has the text in it, whatever the case. */
export function hasText(name: string, text: string): boolean {
  return name.toLowerCase().includes(text.toLowerCase());
}

/** Equal ones stay in their order. */
function sortBy<Item>(items: Item[], sort: string, fields: ListRules<Item, object>['sort']): Item[] {
  const field = fields[sort.replace(/^-/, '')];
  if (field === undefined) return items;
  const direction = sort.startsWith('-') ? -1 : 1;
  return items
    .map((item) => ({ item, value: field(item) }))
    .sort(({ value: left }, { value: right }) => {
      if (left === null || right === null) return Number(left === null) - Number(right === null);
      return direction * compare(left, right);
    })
    .map(({ item }) => item);
}

const byWords = new Intl.Collator('en', { numeric: true });

function compare(left: string | number, right: string | number): number {
  return typeof left === 'number' && typeof right === 'number'
    ? left - right
    : byWords.compare(String(left), String(right));
}
