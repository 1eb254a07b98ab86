import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endProcess } from '../../test/support/daemon.ts';
import type { FaultDaemon, Surroundings } from '../../test/support/fault-daemon.ts';

/** Something that runs out, or is wrong, for a while. */
export interface ResourceFault {
  /** As the table names it. */
  title: string;
  /** What the daemon is started in. `home` is its home. */
  surroundings: (home: string) => Omit<Surroundings, 'home'>;
  /** Makes the fault; the returned function ends it. */
  begin: (daemon: FaultDaemon, home: string) => Promise<() => Promise<void> | void>;
  /** The daemon runs as another user, whom limits bind. */
  asNobody?: boolean;
}

const smallDisk = { stateDisk: 'size=2m' };
const asNobody = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];

export const resourceFaults: Record<string, ResourceFault> = {
  'full-disk': {
    title: 'state directory full up to the last byte',
    surroundings: () => smallDisk,
    begin: async ({ state }) => fill(state, 4_000_000),
  },
  'no-inodes': {
    title: 'state directory without a free inode',
    surroundings: () => ({ stateDisk: 'size=8m,nr_inodes=200' }),
    begin: async ({ state }) => fill(state, 0),
  },
  quota: {
    title: 'quota used up (EDQUOT when a file is written or put in place)',
    surroundings: () => ({}),
    begin: ({ child }) => inject(child.pid, ['-e', 'inject=pwrite64,rename:error=EDQUOT']),
  },
  'io-error': {
    title: 'records and exit statuses that cannot be read (EIO)',
    surroundings: () => ({}),
    begin: async ({ child, state, ids }) => {
      const files = (await ids()).flatMap((id) =>
        ['record.json', 'exit_status'].map((name) => join(state, 'sessions', id, name)),
      );
      return inject(child.pid, [...files.flatMap((file) => ['-P', file]), '-e', 'inject=openat:error=EIO']);
    },
  },
  'read-only-home': {
    title: 'home that becomes read-only',
    surroundings: () => smallDisk,
    begin: async (daemon) => {
      daemon.cover('read-only');
      return () => daemon.uncover();
    },
  },
  'missing-home': {
    title: 'home that is not mounted for a while',
    surroundings: () => smallDisk,
    begin: async (daemon) => {
      daemon.cover('empty');
      return () => daemon.uncover();
    },
  },
  'no-processes': {
    title: 'no more processes (RLIMIT_NPROC)',
    asNobody: true,
    surroundings: () => ({ wrapper: asNobody }),
    begin: async ({ child }) => limit(child.pid, 'nproc', 1, asNobody),
  },
  'no-descriptors': {
    title: 'no more descriptors (RLIMIT_NOFILE)',
    surroundings: () => ({}),
    begin: async ({ child }) => limit(child.pid, 'nofile', 20, []),
  },
  'clock-forward': {
    title: 'clock a year ahead',
    surroundings: clockOf,
    begin: async (_daemon, home) => setClock(home, '+1y'),
  },
  'clock-back': {
    title: 'clock a year behind',
    surroundings: clockOf,
    begin: async (_daemon, home) => setClock(home, '-1y'),
  },
};

function fill(state: string, bytes: number): () => void {
  const files: string[] = [];
  for (const size of [bytes, 0]) {
    for (let count = 0; count < 300; count += 1) {
      const file = join(state, `filler-${files.length}`);
      files.push(file);
      try {
        writeFileSync(file, Buffer.alloc(size));
      } catch {
        break;
      }
    }
  }
  return () => {
    for (const file of files) rmSync(file, { force: true });
  };
}

/** Lets calls of a running process fail, by strace. */
async function inject(pid: number | undefined, options: string[]): Promise<() => Promise<void>> {
  const args = ['-f', '-o', '/dev/null', '-p', String(pid), ...options];
  const child: ChildProcess = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  if (child.stderr !== null) await once(child.stderr, 'data');
  return () => endProcess(child);
}

function limit(pid: number | undefined, what: 'nproc' | 'nofile', count: number, as: string[]): () => void {
  const name = what === 'nproc' ? 'Max processes' : 'Max open files';
  const text = readFileSync(`/proc/${pid}/limits`, 'utf8');
  const before = new RegExp(`^${name}\\s+(\\d+)`, 'm').exec(text)?.[1] ?? '1024';
  const set = (value: string) => {
    const [program = '', ...args] = [...as, 'prlimit', '--pid', String(pid), `--${what}=${value}:`];
    execFileSync(program, args);
  };
  set(String(count));
  return () => set(before);
}

function clockOf(home: string) {
  const machines = ['x86_64-linux-gnu', 'aarch64-linux-gnu'];
  const paths = machines.map((machine) => `/usr/lib/${machine}/faketime/libfaketimeMT.so.1`);
  const library = paths.find((path) => existsSync(path));
  if (library === undefined) throw new Error('libfaketime is missing: apt install faketime');
  setClock(home, '+0');
  return {
    env: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: join(home, 'clock'),
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
  };
}

function setClock(home: string, offset: string): () => void {
  writeFileSync(join(home, 'clock'), offset);
  return () => writeFileSync(join(home, 'clock'), '+0');
}
