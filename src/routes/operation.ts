import type { ErrorCode } from '../domain/errors.ts';

declare module 'fastify' {
  interface FastifySchema {
    /** What the OpenAPI document says of the call; a route without is left out of it. */
    operation?: Operation;
    /** Says so of a route that is left out. */
    hide?: boolean;
  }
}

/** How a call is described, beside the schemas that validate it. */
export interface Operation {
  /** The operationId: one word, the same in later versions. */
  id: string;
  tag: keyof typeof operationTags;
  summary: string;
  /** Whole sentences, Markdown. */
  description: string;
  /** What can go wrong beside what can with every call (see problemCodes). */
  errors?: readonly ErrorCode[];
  /** Headers that it heeds. */
  heeds?: readonly (keyof typeof heededHeaders)[];
  /** Of its answers, by status, what their schemas do not say. */
  answers?: Record<number, AnswerText>;
  /** Ids of the calls that take the id of what it answers, for clients that find their way by themselves. */
  leadsTo?: readonly string[];
}

/** What an answer is. */
export interface AnswerText {
  /** Default: as its schema says. */
  description?: string;
  /** Of a body that is not JSON. */
  contentType?: string;
  /** Headers that it always bears, with what they say. */
  headers?: Record<string, string>;
}

/** The parts of the API, in their order. */
export const operationTags = {
  system: 'Who and where the daemon is.',
  apps: 'What can be launched.',
  instances: 'Launching apps, and what runs or ran.',
  links: 'One-time links that let a browser in.',
  connections: 'Links of instances to ParaView servers.',
  servers: 'ParaView servers.',
  jobs: 'Jobs in the queue of the scheduler.',
  presets: 'Values of forms, kept under names.',
  favourites: 'Apps and directories that the user keeps at hand.',
  files: 'Directories, to choose one from.',
  recipes: 'Launches that are kept in files and shared.',
  events: 'What changes, as it changes.',
} as const;

/** Request headers beyond those of HTTP itself. */
export const heededHeaders = {
  'Idempotency-Key': {
    description:
      'Makes a repeated call answer what the first one did: 1 to 255 characters, remembered for a day. With another request it is refused.',
    schema: { type: 'string', maxLength: 255 },
    example: '6f1c2f0e-launch-run-7',
  },
  Prefer: {
    description:
      '`wait=30` (RFC 7240): the answer waits up to so many seconds, 1 to 300, until what was asked for is done. Other preferences are ignored.',
    schema: { type: 'string' },
    example: 'wait=30',
  },
} as const;

/** The header of lists that are given in parts. */
export const totalCount = { 'X-Total-Count': 'How many there are without `limit` and `offset`' };
