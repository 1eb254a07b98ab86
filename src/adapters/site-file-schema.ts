import { type Static, Type } from 'typebox';
import { commandWords, line, numberFrom, oneOf, wholeNumber } from './site-file-values.ts';
import { jobTemplate } from './site-form-schema.ts';
import { paraviewSchema } from './site-paraview-schema.ts';

const closed = { additionalProperties: false } as const;

const environment = Type.Object(
  {
    commands: Type.Optional(
      Type.Array(
        Type.String({ pattern: '\\S', maxLength: 4096, expects: 'a shell command', description: 'A shell command.' }),
        {
          maxItems: 100,
          expects: 'a list of shell commands',
          description:
            'Shell commands that bash runs before every app’s and server’s own command, in the same shell: what makes `module` available, for instance.',
        },
      ),
    ),
  },
  { ...closed, expects: 'a mapping like {commands: [module load x]}', description: 'The environment of all commands.' },
);

const instances = Type.Object(
  {
    maximum: Type.Optional(
      wholeNumber(1, 10_000, { description: 'How many instances of a user may run at once.', default: 50 }),
    ),
    idle_timeout_seconds: Type.Optional(
      wholeNumber(0, 31_536_000, {
        description:
          'Time without a viewer after which an instance is ended, where its [app file](app-file.md) says nothing. 0: never.',
        default: 14_400,
      }),
    ),
    keep_stopped_days: Type.Optional(
      numberFrom(0, 3650, {
        description: 'How long the card and the log of an ended instance or server are kept.',
        default: 7,
      }),
    ),
    stop_grace_seconds: Type.Optional(
      numberFrom(0, 3600, {
        description: 'Time between asking a stopped instance to end (TERM) and ending it (KILL).',
        default: 10,
      }),
    ),
    maximum_log_megabytes: Type.Optional(
      numberFrom(1, 100_000, {
        description: 'A log that grows beyond this is shortened to its newer half. A megabyte is 1,000,000 bytes.',
        default: 20,
      }),
    ),
  },
  { ...closed, expects: 'a mapping like {maximum: 50}', description: 'Running apps.' },
);

const schedulerOptions = Type.Object(
  {
    command_timeout_seconds: Type.Optional(
      numberFrom(1, 600, {
        description: 'A command of the scheduler that takes longer counts as hanging and is ended.',
        default: 15,
      }),
    ),
    command_directory: Type.Optional(
      Type.String({
        pattern: '^/[^\\u0000-\\u001f\\u007f]*$',
        maxLength: 4096,
        expects: 'an absolute path',
        description: 'The directory of the scheduler’s commands.',
        defaultWords: '`PATH`',
      }),
    ),
    accounts_command: Type.Optional(
      commandWords({
        description: 'A command, run without a shell, that prints the user’s accounts, one a line.',
        defaultWords: 'the scheduler’s own list',
      }),
    ),
    partitions_command: Type.Optional(
      commandWords({
        description: 'A command, run without a shell, that prints the partitions and their limits as JSON; see below.',
        defaultWords: 'the scheduler’s own list',
      }),
    ),
  },
  { ...closed, expects: 'a mapping like {command_timeout_seconds: 15}', description: 'How the scheduler is asked.' },
);

const place = Type.Object(
  {
    title: line(100, { description: 'What it is called.' }),
    path: Type.String({
      pattern: '^[~/$][^\\u0000-\\u001f\\u007f]*$',
      maxLength: 4096,
      expects: 'a path that begins with "/", "~" or a variable',
      description: 'A directory; `~` and variables (`$NAME`) stand for those of each user.',
    }),
  },
  { ...closed, expects: 'a mapping like {title: Scratch, path: $SCRATCH}' },
);

const helpLink = Type.Object(
  {
    title: line(200, { description: 'The text of the link.' }),
    url: Type.String({
      pattern: '^https?://[!-~]+$',
      maxLength: 2000,
      expects: 'a web address',
      hint: 'Write it with "https://".',
      description: 'Begins with `https://` or `http://`.',
    }),
  },
  { ...closed, expects: 'a mapping like {title: Manual, url: "https://…"}' },
);

/**
 * What may stand in a site configuration, with the words for what is expected. docs/site-configuration.md and the JSON Schema
 * for editors are made of it (scripts/site-reference.ts).
 */
export const siteFileSchema = Type.Object(
  {
    title: Type.Optional(
      line(200, {
        expects: 'a text of 1 to 200 characters',
        description: 'Stands at the top of the launcher page.',
        defaultWords: 'the file’s name',
      }),
    ),
    scheduler: Type.Optional(
      oneOf(['none', 'slurm'], { description: 'The batch system that starts jobs.', default: 'none' }),
    ),
    scheduler_options: Type.Optional(schedulerOptions),
    environment: Type.Optional(environment),
    instances: Type.Optional(instances),
    paraview: Type.Optional(paraviewSchema),
    jobs: Type.Optional(jobTemplate('Apps that run as jobs (`resources` of their [app file](app-file.md)).')),
    places: Type.Optional(
      Type.Array(place, {
        maxItems: 50,
        expects: 'a list of places',
        description:
          'Where users begin when they choose a directory or a file. One whose variable is not set, or that is not there, is left out.',
        defaultWords: 'Home',
      }),
    ),
    help: Type.Optional(
      Type.Array(helpLink, {
        maxItems: 50,
        expects: 'a list of links',
        description: 'Links on the launcher page, for instance to the site’s manual.',
      }),
    ),
  },
  { ...closed, expects: 'a mapping' },
);

/** A site file as written, after the schema's checks. */
export type SiteContent = Static<typeof siteFileSchema>;
