import Type from 'typebox';

/** Most entries of one page of a list. */
export const maximumPage = 1000;

/**
 * The query of a list: its filters, by which fields it can be sorted (`-` in front: downwards), and a part of it. What is not
 * given leaves the list as it is.
 */
export function listQuery<const Filters extends Record<string, Type.TSchema>, const Name extends string>({
  filters,
  sort,
}: {
  filters: Filters;
  sort: readonly Name[];
}) {
  const both = sort.flatMap((name): (Name | `-${Name}`)[] => [name, `-${name}`]);
  return Type.Object(
    {
      ...Type.Partial(Type.Object(filters)).properties,
      sort: Type.Optional(
        Type.Enum(both, {
          description: 'By which field it is sorted; with "-" downwards. Without, as it is',
          examples: [both[1]],
        }),
      ),
      limit: Type.Optional(
        Type.Integer({ minimum: 1, maximum: maximumPage, description: 'At most so many', examples: [50] }),
      ),
      offset: Type.Optional(
        Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'Without so many at the begin', examples: [0] }),
      ),
    },
    { additionalProperties: false },
  );
}
