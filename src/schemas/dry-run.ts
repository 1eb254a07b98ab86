import Type from 'typebox';
import { nullable } from './nullable.ts';
import { time } from './time.ts';

export const DryRunQuerySchema = Type.Object({
  dry_run: Type.Optional(
    Type.Boolean({
      description: 'Only says what would be handed in, or run, and what would become of it; default false',
      examples: [true],
    }),
  ),
});

export const DryRunSchema = Type.Object(
  {
    script: Type.String({ description: 'What would be handed in, or run' }),
    problems: Type.Array(Type.String(), { description: 'Why it would be refused, or never start, in sentences' }),
    estimated_start: nullable(time('When it would start, as the scheduler guesses')),
  },
  {
    $id: 'DryRun',
    description: 'What would be done',
    examples: [{ script: '#!/bin/bash\nhostname\n', problems: [], estimated_start: '2026-01-15T10:00:00.000Z' }],
  },
);
