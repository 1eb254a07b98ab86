import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import {
  accountingConfiguration,
  type SlurmChanges,
  type SlurmPorts,
  slurmConfiguration,
} from './slurm-configuration.ts';
import { askDaemon, daemonCommand } from './slurm-daemons.ts';
import { logsOf, removeCluster, type SlurmDaemon, startDaemon, stopDaemon } from './slurm-processes.ts';
import { until } from './until.ts';

export interface SlurmCluster {
  /** All that the cluster keeps lies below it. */
  directory: string;
  /** What commands of Slurm need to find this cluster and no other: SLURM_CONF and PATH, with HOME and LANG. */
  env: NodeJS.ProcessEnv;
  /** The user who runs the cluster and its jobs. */
  user: string;
  /** Runs a command of Slurm and gives what it printed. @throws Error of execa where it fails */
  run(command: string, args: string[], input?: string): Promise<string>;
  /** Stops one of its daemons ("slurmctld", "slurmdbd", "n1", …) and returns when it has ended. */
  stop(daemon: SlurmDaemon, signal?: NodeJS.Signals): Promise<void>;
  /** Starts a stopped one again and returns when it answers. */
  start(daemon: SlurmDaemon): Promise<void>;
  /** "DOWN", "DRAIN", "RESUME", … as of `scontrol update`. */
  setNodeState(node: string, state: string, reason?: string): Promise<void>;
  /** Cancels all jobs and returns when the nodes are free. */
  cancelAll(): Promise<void>;
}

/**
 * A real Slurm of two nodes, n1 and n2, on this machine, in a directory of its own: munged, mariadbd, slurmdbd, slurmctld
 * and two slurmd, listening on 127.0.0.1 only. Partitions: batch (the default, 1 h), short (2 min), closed (down). Accounts of
 * this user: proj1 (the default), proj2. Returns when both nodes are idle, after about 4 s. It ends with the test, and also
 * where the test's process is killed.
 */
export async function startSlurmCluster(
  t: { teardown(handler: () => unknown): void },
  changes: SlurmChanges = {},
): Promise<SlurmCluster> {
  const path = [process.env.PATH, '/usr/sbin', '/sbin'].join(delimiter);
  checkPrograms(path);
  const directory = mkdtempSync(join(tmpdir(), 'tms-'));
  const dismissWarden = startWarden(directory);
  t.teardown(async () => {
    await removeCluster(directory);
    dismissWarden();
  });
  const env = {
    PATH: path,
    HOME: directory,
    LANG: 'C.UTF-8',
    SLURM_CONF: join(directory, 'etc/slurm.conf'),
  };
  const ports = await freePorts();
  writeFiles(directory, ports, changes);
  const cluster = new Cluster(directory, env, ports);
  await cluster.startAll();
  return cluster;
}

class Cluster implements SlurmCluster {
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  readonly user = userInfo().username;
  readonly #ports: SlurmPorts;

  constructor(directory: string, env: NodeJS.ProcessEnv, ports: SlurmPorts) {
    this.directory = directory;
    this.env = env;
    this.#ports = ports;
  }

  async startAll(): Promise<void> {
    const { directory, user } = this;
    const database = ['--no-defaults', `--user=${user}`, `--datadir=${directory}/db`, '--skip-test-db'];
    await Promise.all([
      this.start('munged'),
      this.run('mariadb-install-db', [...database, '--auth-root-authentication-method=normal']).then(() =>
        this.start('mariadbd'),
      ),
    ]);
    await this.start('slurmdbd');
    await this.#addAccounts();
    await this.start('slurmctld');
    await Promise.all([this.start('n1'), this.start('n2')]);
  }

  async start(daemon: SlurmDaemon): Promise<void> {
    const command = daemonCommand(daemon, this.directory, this.user, this.#ports.database);
    startDaemon(this.directory, daemon, command, this.env);
    await until(() => this.#answers(daemon), `${daemon} of a test's Slurm`, 60_000).catch((error: Error) => {
      throw new Error(`${error.message}${logsOf(this.directory)}`);
    });
  }

  stop(daemon: SlurmDaemon, signal?: NodeJS.Signals): Promise<void> {
    return stopDaemon(this.directory, daemon, signal);
  }

  async run(command: string, args: string[], input = ''): Promise<string> {
    const options = { cwd: this.directory, env: this.env, extendEnv: false, input, timeout: 60_000 };
    return (await execa(command, args, options)).stdout;
  }

  async setNodeState(node: string, state: string, reason = 'test'): Promise<void> {
    const update = this.run('scontrol', ['update', `NodeName=${node}`, `State=${state}`, `Reason=${reason}`]);
    // A node that is down comes back by itself when it reports (ReturnToService=2), and has nothing to resume then.
    await (state === 'RESUME' ? update.catch(() => undefined) : update);
  }

  async cancelAll(): Promise<void> {
    await this.run('scancel', ['--user', this.user]);
    await until(async () => (await this.run('squeue', ['--noheader'])) === '', 'the end of all jobs', 60_000);
  }

  async #addAccounts(): Promise<void> {
    const account = (...args: string[]) => this.run('sacctmgr', ['--immediate', ...args]);
    await account('add', 'cluster', 'tm');
    await account('add', 'account', 'proj1,proj2', 'Organization=lab');
    await account('add', 'user', this.user, 'Account=proj1,proj2', 'DefaultAccount=proj1');
    // root is there from the start, with the account root as its default.
    if (this.user !== 'root') return;
    await account('modify', 'user', 'root', 'set', 'DefaultAccount=proj1');
    await account('delete', 'user', 'name=root', 'account=root');
  }

  async #answers(daemon: SlurmDaemon): Promise<boolean> {
    try {
      return await askDaemon(daemon, this.directory, (...args) => this.run(...args));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw error;
      return false;
    }
  }
}

/** @throws Error that names the packages to install */
function checkPrograms(path: string): void {
  const programs = [
    'munged',
    'mariadbd',
    'mariadb-install-db',
    'slurmdbd',
    'slurmctld',
    'slurmd',
    'sbatch',
    'sacctmgr',
  ];
  const isThere = (name: string) => path.split(delimiter).some((directory) => existsSync(join(directory, name)));
  const missing = programs.filter((name) => !isThere(name));
  if (missing.length === 0) return;
  throw new Error(
    `This test needs a Slurm of its own, but there is no ${missing.join(', ')}. Install it, without starting its services: ` +
      'apt-get install --no-install-recommends slurm-wlm slurmdbd slurm-wlm-basic-plugins mariadb-server munge',
  );
}

function writeFiles(directory: string, ports: SlurmPorts, changes: SlurmChanges): void {
  for (const name of ['etc', 'log', 'run', 'munge', 'db', 'state', 'spool/n1', 'spool/n2']) {
    mkdirSync(join(directory, name), { recursive: true });
  }
  // munged looks at the ways to its key and socket; commands of jobs have to get through to the configuration.
  for (const name of ['', 'etc', 'run']) chmodSync(join(directory, name), 0o755);
  for (const name of ['munge', 'db']) chmodSync(join(directory, name), 0o700);
  writeFileSync(join(directory, 'munge/key'), randomBytes(1024), { mode: 0o400 });
  writeFileSync(join(directory, 'etc/slurm.conf'), slurmConfiguration(directory, ports, changes));
  writeFileSync(join(directory, 'etc/slurmdbd.conf'), accountingConfiguration(directory, ports), { mode: 0o600 });
  writeFileSync(join(directory, 'etc/cgroup.conf'), 'CgroupPlugin=autodetect\n');
  for (const [name, text] of Object.entries(changes.files ?? {})) writeFileSync(join(directory, 'etc', name), text);
}

/** Ports that were free a moment ago, all different. */
async function freePorts(): Promise<SlurmPorts> {
  const servers = Array.from({ length: 5 }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.once('listening', resolve))));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  const [database = 0, accounting = 0, controller = 0, n1 = 0, n2 = 0] = ports;
  return { database, accounting, controller, n1, n2 };
}

/** Removes the cluster when this process is gone without having done so. */
function startWarden(directory: string): () => void {
  const program = fileURLToPath(new URL('./slurm-warden.ts', import.meta.url));
  const warden = spawn(process.execPath, [program, directory], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  warden.unref();
  return () => warden.stdin.end();
}
