import { beforeServe } from './commands/before-serve.ts';
import { help } from './commands/help.ts';
import { findInstallation, type Installation } from './commands/installation.ts';
import { UsageError } from './domain/errors.ts';
import { terminalText } from './domain/plain-text.ts';

type Command = (args: string[], installation: Installation) => Promise<number>;

/** Read only when asked for: `--version` needs no web server. */
const commands: Record<string, (installation: Installation) => Promise<Command>> = {
  serve: async (installation) => {
    await beforeServe(installation);
    return (await import('./commands/serve.ts')).runServe;
  },
  doctor: async () => (await import('./commands/doctor.ts')).runDoctor,
  apps: async () => (await import('./commands/apps.ts')).runApps,
  'configuration check': async () => (await import('./commands/configuration-check.ts')).runConfigurationCheck,
};

/** Runs one command line and gives its exit code: 0 done, 1 runtime failure, 2 usage or configuration error. */
async function run(args: string[]): Promise<number> {
  if (args.length === 0 || args.includes('--help') || args.includes('-h')) return print(help);
  const installation = findInstallation();
  if (args[0] === '--version') return print(`${installation.version}\n`);
  const words = args[0] === 'configuration' ? 2 : 1;
  const name = args.slice(0, words).join(' ');
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) throw new UsageError(`There is no command "${name}". See "trame-manager --help".`);
  return (await load(installation))(args.slice(words), installation);
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const debug = process.env.TRAME_MANAGER_LOG_LEVEL === 'debug';
  const text = debug ? (error as Error).stack : (error as Error).message;
  process.stderr.write(terminalText(`trame-manager: ${text}\n`));
  // At once: what had begun before the failure (watches, timers) would hold the process.
  process.exit(error instanceof UsageError ? 2 : 1);
}
