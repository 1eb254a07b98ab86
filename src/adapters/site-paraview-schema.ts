import { type Static, Type } from 'typebox';
import { numberFrom, oneOf, shellText, truth, wholeNumber } from './site-file-values.ts';
import { formFields, jobTemplate } from './site-form-schema.ts';

const hostName = '^[A-Za-z0-9]([A-Za-z0-9._:-]{0,252}[A-Za-z0-9])?$';

const knownServer = Type.Object(
  {
    name: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        pattern: '^[^\\u0000-\\u001f\\u007f]*$',
        expects: 'one line of text, 1 to 100 characters',
        description: 'As it is called on the page.',
        defaultWords: 'host and port',
      }),
    ),
    host: Type.Optional(
      Type.String({
        pattern: hostName,
        maxLength: 253,
        expects: 'a host name or an address',
        description: 'Where it runs.',
        default: 'localhost',
      }),
    ),
    port: Type.Optional(wholeNumber(1, 65_535, { description: 'Where it listens.', default: 11_111 })),
  },
  { additionalProperties: false, expects: 'a mapping like {name: By hand, host: localhost, port: 11111}' },
);

/** What a site says of ParaView servers. */
export const paraviewSchema = Type.Object(
  {
    start: Type.Optional(
      oneOf(['none', 'local', 'job'], {
        description:
          'How users start servers: not at all, on the machine where Jupyter runs, or as a job of the scheduler.',
        default: 'none',
      }),
    ),
    known: Type.Optional(
      Type.Array(knownServer, {
        maxItems: 50,
        expects: 'a list of servers',
        description: 'Servers that somebody starts by hand. Each is shown while it listens.',
      }),
    ),
    command: Type.Optional(
      shellText({
        description:
          'Shell text that runs pvserver, with `local` and with `job`; see [its variables](#the-command-of-paraview-servers).',
      }),
    ),
    required_program: Type.Optional(
      Type.String({
        pattern: '^[^\\u0000-\\u001f\\u007f]+$',
        maxLength: 1000,
        expects: 'the name of a program',
        description: 'With `local`: servers can be started only where this program is on the `PATH`.',
      }),
    ),
    fields: Type.Optional(
      formFields(
        'With `local`: the form of a server; see [form fields](#form-fields). Values arrive as `$PARAM_<NAME>`.',
      ),
    ),
    job: Type.Optional(jobTemplate('With `job`: the script of a server’s job, and its form.')),
    host_suffix: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9-]{1,20}$',
        maxLength: 20,
        expects: 'up to 20 letters, digits and "-"',
        description:
          'Appended to the first label of the host name that a job announces, where other hosts reach nodes by another name: with `i`, `n1.cluster` becomes `n1i.cluster`.',
      }),
    ),
    ends_with_last_client: Type.Optional(
      truth({
        description: 'Whether a server ends when its last client leaves, as pvserver does. Users are told before.',
        default: true,
      }),
    ),
    warn_before_end_seconds: Type.Optional(
      numberFrom(0, 86_400, {
        description: 'How long before the end of its walltime a server, or an app in a job, is shown as ending.',
        default: 600,
      }),
    ),
    ready_timeout_seconds: Type.Optional(
      numberFrom(1, 86_400, {
        description: 'How long a server may take from its start until it listens; waiting in the queue does not count.',
        default: 120,
      }),
    ),
  },
  { additionalProperties: false, expects: 'a mapping like {start: local}', description: 'ParaView servers.' },
);

export type ParaViewContent = Static<typeof paraviewSchema>;
