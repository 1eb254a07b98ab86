import Type from 'typebox';
import Value from 'typebox/value';
import type { Partition } from '../../domain/scheduler.ts';
import { type CommandSettings, readCommand, unavailable } from './run-command.ts';

/** Accounts as a site's own command prints them, one a line. @throws ManagerError scheduler_unavailable */
export async function readSiteAccounts(
  settings: CommandSettings,
  command: string[],
  env: NodeJS.ProcessEnv,
): Promise<string[]> {
  const text = await readCommand({ ...settings, commandDirectory: null }, command, env);
  const accounts = text.split('\n').map((line) => line.trim());
  const odd = accounts.find((account) => /[^\x21-\x7e]/.test(account));
  if (odd !== undefined) throw unavailable(command[0] ?? '', `"${odd}" is not the name of an account`);
  return [...new Set(accounts.filter((account) => account !== ''))];
}

/**
 * Partitions as a site's own command prints them: a JSON list of objects with `name` and those keys of Partition
 * (domain/scheduler.ts) that are known; without the others there is no limit.
 *
 * @throws ManagerError scheduler_unavailable
 */
export async function readSitePartitions(
  settings: CommandSettings,
  command: string[],
  env: NodeJS.ProcessEnv,
): Promise<Partition[]> {
  const name = command[0] ?? '';
  const text = await readCommand({ ...settings, commandDirectory: null }, command, env);
  const list = parseJson(text);
  if (!Value.Check(PartitionsSchema, list)) {
    const [first] = Value.Errors(PartitionsSchema, list);
    throw unavailable(name, `${first?.instancePath || 'its output'} ${first?.message ?? 'is no JSON'}: ${text}`);
  }
  return list.map((partition) => ({ ...unlimited, ...partition }));
}

const Limit = Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]);
const Names = Type.Union([Type.Array(Type.String()), Type.Null()]);

const PartitionsSchema = Type.Array(
  Type.Object(
    {
      name: Type.String({ minLength: 1 }),
      is_default: Type.Optional(Type.Boolean()),
      is_up: Type.Optional(Type.Boolean()),
      state_reason: Type.Optional(Type.Union([Type.String(), Type.Null()])),
      maximum_walltime_seconds: Type.Optional(Limit),
      default_walltime_seconds: Type.Optional(Limit),
      maximum_nodes: Type.Optional(Limit),
      total_nodes: Type.Optional(Type.Integer({ minimum: 0 })),
      cpus_per_node: Type.Optional(Limit),
      memory_per_node_bytes: Type.Optional(Limit),
      gpus_per_node: Type.Optional(Type.Integer({ minimum: 0 })),
      allowed_accounts: Type.Optional(Names),
      allowed_qos: Type.Optional(Names),
    },
    { additionalProperties: false },
  ),
);

const unlimited = {
  is_default: false,
  is_up: true,
  state_reason: null,
  maximum_walltime_seconds: null,
  default_walltime_seconds: null,
  maximum_nodes: null,
  total_nodes: 0,
  cpus_per_node: null,
  memory_per_node_bytes: null,
  gpus_per_node: 0,
  allowed_accounts: null,
  allowed_qos: null,
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
