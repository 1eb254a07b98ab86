import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import net, { type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { createAccessStore } from '../../src/adapters/access-store.ts';
import { isOwnPeer } from '../../src/adapters/listening-sockets.ts';
import { createAssetAnswers } from '../../src/assets/asset-answers.ts';
import { sessionCookieName } from '../../src/domain/access.ts';
import type { Instance, InstanceRecord } from '../../src/domain/instance.ts';
import { createInstanceProxy, failureAnswer, type InstanceProxyOptions } from '../../src/proxy/instance-proxy.ts';
import { createAccessTokens } from '../../src/services/access-tokens.ts';
import type { ProxiedInstance, Upstream } from '../../src/services/ports.ts';
import { createFrontServer } from '../../src/wire/front-server.ts';

/** A listed instance with everything a test does not care about filled in. */
export function anInstance(
  number: number,
  upstream: Upstream,
  changes: { record?: Partial<InstanceRecord>; instance?: Partial<Instance> } = {},
): ProxiedInstance {
  const id = changes.record?.id ?? `id${number}`;
  const record = {
    id,
    name: 'run 1',
    kind: 'web',
    number,
    absolute_url: false,
    open_path: '/',
    started_at: '2020-01-01T00:00:00.000Z',
    ended_at: null,
    ...changes.record,
  } as InstanceRecord;
  const instance = {
    id,
    name: record.name,
    kind: record.kind,
    state: 'ready',
    state_reason: null,
    started_at: record.started_at,
    exit_code: null,
    signal: null,
    hint: null,
    log_tail: [],
    ...changes.instance,
  } as unknown as Instance;
  return { record, instance, upstream };
}

/** A stand-in for the registry: a list that tests change as they like. */
export class InstanceList {
  readonly listed: ProxiedInstance[] = [];
  viewers = 0;
  /** Requests that are being answered. */
  requests = 0;
  secret = 'the-instance-secret';

  findByNumber(host: string | null, number: number): ProxiedInstance | null {
    const isAt = ({ record }: ProxiedInstance) => host === null || host === (record.job?.path_host ?? record.host);
    return this.listed.find((listed) => listed.record.number === number && isAt(listed)) ?? null;
  }

  async readSecret(): Promise<string> {
    return this.secret;
  }

  viewerOpened(): () => void {
    this.viewers += 1;
    let open = true;
    return () => {
      if (open) this.viewers -= 1;
      open = false;
    };
  }

  requestBegan(): () => void {
    this.requests += 1;
    return () => {
      this.requests -= 1;
    };
  }
}

/** An http server on a free port of 127.0.0.1 that ends with the test. */
export async function startServer(
  t: Test,
  listener: http.RequestListener,
  prepare: (server: http.Server) => void = () => undefined,
): Promise<{ server: http.Server; port: number; upstream: Upstream }> {
  const server = http.createServer({ requestTimeout: 0, maxHeaderSize: 65_536 }, listener);
  prepare(server);
  const port = await listen(t, server);
  return { server, port, upstream: { kind: 'tcp', host: '127.0.0.1', port } };
}

/** A bare TCP server that ends with the test. */
export async function startRawServer(t: Test, onSocket: (socket: Socket) => void): Promise<Upstream & { kind: 'tcp' }> {
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  return { kind: 'tcp', host: '127.0.0.1', port: await listen(t, server) };
}

async function listen(t: Test, server: net.Server | http.Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

/** A directory that is removed with the test. */
export async function temporaryDirectory(t: Test): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tm-proxy-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

export interface ProxyFixture {
  port: number;
  basePath: string;
  instances: InstanceList;
  access: ReturnType<typeof createAccessTokens>;
  proxy: ReturnType<typeof createInstanceProxy>;
  /** Everything that was logged, as one text. */
  logged: () => string;
  /** Lists an instance and makes its session directory. */
  add(instance: ProxiedInstance): Promise<ProxiedInstance>;
  /** The Cookie header of a browser that was let in. */
  letIn(instanceId: string): Promise<string>;
}

/** The proxy on a real server, in front of a list of instances. */
export async function startProxy(
  t: Test,
  options: Partial<Pick<InstanceProxyOptions, 'basePath' | 'trustForwarded' | 'admits'>> = {},
): Promise<ProxyFixture> {
  const { basePath = '/', trustForwarded = false, admits = isOwnPeer } = options;
  const directory = await temporaryDirectory(t);
  const instances = new InstanceList();
  const access = createAccessTokens({ store: createAccessStore((id) => join(directory, id)) });
  const lines: string[] = [];
  const note = (...entry: unknown[]) => void lines.push(JSON.stringify(entry));
  const log = { debug: note, warn: note };
  const assets = createAssetAnswers({ directory: null, log });
  t.teardown(() => assets.close());
  const proxy = createInstanceProxy({
    ...{ instances, access, assets, basePath, trustForwarded, admits, log },
  });
  const front = createFrontServer({
    handle: (request, client) =>
      proxy.handles(request.url) ? proxy.handle(request, client) : { status: 418, headers: [], body: '' },
    refuse: (status, reason) => ({ status, headers: [], body: reason }),
    broken: (error) => failureAnswer(error, log),
  });
  await once(front.server.listen(0, '127.0.0.1'), 'listening');
  const { port } = front.server.address() as AddressInfo;
  t.teardown(async () => {
    await front.retire();
    front.destroy();
  });
  t.teardown(() => proxy.close());
  return {
    port,
    basePath,
    instances,
    access,
    proxy,
    logged: () => lines.join('\n'),
    async add(instance) {
      await mkdir(join(directory, instance.record.id), { recursive: true });
      instances.listed.push(instance);
      return instance;
    },
    async letIn(instanceId) {
      const { token } = await access.createLink(instanceId);
      const redemption = await access.redeem(instanceId, token, 0);
      if (redemption.result !== 'opened') throw new Error(`the link was ${redemption.result}`);
      return `${sessionCookieName(instanceId)}=${redemption.cookie}`;
    },
  };
}

export { until } from './until.ts';
