import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { renderJobScript } from '../../src/adapters/job-script.ts';
import { resolveSite } from '../../src/adapters/site-file.ts';
import { createSlurm } from '../../src/adapters/slurm/slurm.ts';
import type { JobTemplate } from '../../src/domain/site.ts';
import type { TrameApp } from '../../src/domain/trame-app.ts';
import type { InstancesOptions } from '../../src/services/instance-context.ts';
import { createJobForms } from '../../src/services/job-forms.ts';
import { createJobQueue } from '../../src/services/job-queue.ts';
import type { Instances, JobForms, JobQueue } from '../../src/services/ports.ts';
import { makeApp, python } from './instance-app.ts';
import { makeInstances } from './instance-fixture.ts';
import { type SlurmCluster, startSlurmCluster } from './slurm-cluster.ts';

/** What the daemons of one test share: a real cluster and a state directory. */
export interface JobSite {
  cluster: SlurmCluster;
  template: JobTemplate;
  forms: JobForms;
  /** Another daemon's view of the queue; closed with the test. */
  makeQueue(changes?: { commandDirectory?: string; commandTimeoutMs?: number }): JobQueue;
  /** A daemon's instances. `queue` is a new one unless given. */
  makeDaemon(
    stateDirectory: string,
    changes?: Partial<Omit<InstancesOptions, 'site' | 'jobs'>> & { queue?: JobQueue },
  ): Promise<Instances & { queue: JobQueue; log: string[] }>;
}

/** Apps as jobs by the shipped configuration "slurm" on a real cluster of two nodes, which are this machine. */
export async function startJobSite(t: Test): Promise<JobSite> {
  const cluster = await startSlurmCluster(t);
  const site = await resolveSite('slurm', fileURLToPath(new URL('../../configurations', import.meta.url)));
  if (site.jobs === null) throw new Error('the configuration "slurm" has no template for apps');
  const template = site.jobs;
  const log = { warn: () => undefined };
  const makeQueue: JobSite['makeQueue'] = ({ commandDirectory = null, commandTimeoutMs = 15_000 } = {}) => {
    const scheduler = createSlurm({
      env: cluster.env,
      user: cluster.user,
      commandTimeoutMs,
      commandDirectory,
      accountsCommand: null,
      partitionsCommand: null,
    });
    const queue = createJobQueue({ scheduler, log, watchedPaceMs: 300, unwatchedPaceMs: 1000 });
    t.teardown(() => queue.close());
    return queue;
  };
  const limits = makeQueue();
  const forms = createJobForms({ limits: () => limits.limits(), renderScript: renderJobScript });
  return {
    cluster,
    template,
    forms,
    makeQueue,
    async makeDaemon(stateDirectory, { queue = makeQueue({ commandTimeoutMs: 3000 }), ...changes } = {}) {
      const instances = await makeInstances(t, stateDirectory, {
        ...changes,
        jobs: { queue, forms },
        jobTemplate: template,
      });
      return Object.assign(instances, { queue });
    },
  };
}

/** A launch of an app as a job. */
export function jobRequest(app: TrameApp, job: Record<string, unknown> = {}) {
  return { app, name: null, dataDirectory: null, parameters: {}, job: { time_limit: '5m', ...job } };
}

/**
 * An app that answers HTTP with what it was given, echoes what comes after an upgrade, and takes a moment to save when it is
 * told to end.
 */
export function makeJobApp(changes: Partial<TrameApp> = {}): TrameApp {
  return makeApp({ id: 'cone', kind: 'trame', command: `${python} -S -E -c '${server}' $INSTANCE_ARGS`, ...changes });
}

const server = `
import os, signal, socket, sys, threading, time
def save(number, frame):
    time.sleep(0.2)
    open(os.environ["SESSION_DIR"] + "/saved", "w").write("saved")
    os._exit(0)
signal.signal(signal.SIGTERM, save)
print("arguments", *sys.argv[1:], flush=True)
print("to the other stream", file=sys.stderr, flush=True)
given = dict(word[2:].split("=", 1) for word in sys.argv[1:] if "=" in word)
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind((given["host"], int(given["port"])))
s.listen(50)
def serve(c):
    head = c.recv(65536)
    if b"upgrade: websocket" in head.lower():
        c.sendall(b"HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n\\r\\n")
        while True:
            data = c.recv(65536)
            if not data: break
            c.sendall(data)
    else:
        key = open(given["authKeyFile"]).read()
        body = " ".join([os.environ["BASE_URL"], os.environ["INSTANCE_NAME"], os.environ.get("PARAM_NOTE", ""), str(len(key)), head.split()[1].decode()]).encode()
        c.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: %d\\r\\n\\r\\n" % len(body) + body)
    c.close()
while True:
    threading.Thread(target=serve, args=(s.accept()[0],), daemon=True).start()
`.trim();
