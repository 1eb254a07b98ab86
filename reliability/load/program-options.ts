import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** What a run of `npm run load` or `npm run soak` was asked for. */
export interface ProgramOptions {
  seed: number;
  /** Little of everything: shows that it works, not how fast or for how long. */
  quick: boolean;
  /** Keep the figures in docs/reliability.json. */
  write: boolean;
  /** How long a soak takes. */
  minutes: number;
  /** The daemon's program; null: the bundle that users run. */
  main: string | null;
  /** Where V8 writes a profile of the daemon's processor time; null: none is made. */
  profile: string | null;
}

/** Reads `--seed 7 --quick --write --minutes 30 --main FILE --profile DIR`. @throws Error about what is not understood */
export function readProgramOptions(args: string[]): ProgramOptions {
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: 'string', default: '1' },
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      minutes: { type: 'string', default: '30' },
      main: { type: 'string' },
      profile: { type: 'string' },
    },
  });
  if (values.quick && values.write) throw new Error('A quick run says nothing about load: --write needs a full one.');
  const [seed, minutes] = [Number(values.seed), Number(values.minutes)];
  if (!Number.isInteger(seed)) throw new Error(`--seed is "${values.seed}"; it has to be a whole number.`);
  if (!(minutes > 0)) throw new Error(`--minutes is "${values.minutes}"; it has to be a number above 0.`);
  return {
    seed,
    minutes: values.quick ? Math.min(minutes, 1) : minutes,
    quick: values.quick,
    write: values.write,
    main: values.main === undefined ? null : resolve(values.main),
    profile: values.profile === undefined ? null : resolve(values.profile),
  };
}

/** The program from the sources: runs without a build. */
export const sourceProgram = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
