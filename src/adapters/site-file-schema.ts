import { Type } from 'typebox';

/** What may stand in a site configuration, with the words for what is expected. docs/site-configuration.md is its reference. */
export const siteFileSchema = Type.Object(
  {
    title: Type.Optional(Type.String({ minLength: 1, maxLength: 200, expects: 'a text of 1 to 200 characters' })),
    scheduler: Type.Optional(Type.Enum(['none', 'slurm'], { expects: 'one of "none", "slurm"' })),
    environment: Type.Optional(
      Type.Object(
        {
          commands: Type.Optional(
            Type.Array(Type.String({ pattern: '\\S', maxLength: 4096, expects: 'a shell command' }), {
              maxItems: 100,
              expects: 'a list of shell commands',
            }),
          ),
        },
        { additionalProperties: false, expects: 'a mapping like {commands: [module load x]}' },
      ),
    ),
    instances: Type.Optional(
      Type.Object(
        {
          maximum: wholeNumber(1, 10_000),
          idle_timeout_seconds: wholeNumber(0, 31_536_000),
          keep_stopped_days: numberFrom(0, 3650),
          stop_grace_seconds: numberFrom(0, 3600),
          maximum_log_megabytes: numberFrom(1, 100_000),
        },
        { additionalProperties: false, expects: 'a mapping like {maximum: 50}' },
      ),
    ),
    help: Type.Optional(
      Type.Array(
        Type.Object(
          {
            title: Type.String({ minLength: 1, maxLength: 200, expects: 'a text of 1 to 200 characters' }),
            url: Type.String({
              pattern: '^https?://[!-~]+$',
              maxLength: 2000,
              expects: 'a web address',
              hint: 'Write it with "https://".',
            }),
          },
          { additionalProperties: false, expects: 'a mapping like {title: Manual, url: "https://…"}' },
        ),
        { maxItems: 50, expects: 'a list of links' },
      ),
    ),
  },
  { additionalProperties: false, expects: 'a mapping' },
);

function wholeNumber(minimum: number, maximum: number) {
  return Type.Optional(Type.Integer({ minimum, maximum, expects: `a whole number from ${minimum} to ${maximum}` }));
}

function numberFrom(minimum: number, maximum: number) {
  return Type.Optional(Type.Number({ minimum, maximum, expects: `a number from ${minimum} to ${maximum}` }));
}
