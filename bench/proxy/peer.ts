/** What stands between the client and the target, and runs. */
export interface Peer {
  name: PeerName;
  /** Where clients connect, on 127.0.0.1. */
  port: number;
  /** Of the target's paths: "/" or "/proxy/40123/". */
  prefix: string;
  /** Header lines that every request needs, each with its line end; most often none. */
  headers: string;
  /** The processes that are the proxy, the target left out; none for the direct connection. */
  processes(): number[];
  /** Ends its processes and waits for their end. */
  stop(): Promise<void>;
}

/** The names in the order of the tables. */
export const peerNames = [
  'direct',
  'trame-manager',
  'nginx',
  'haproxy',
  'http-proxy',
  'configurable-http-proxy',
  'jupyter-server-proxy',
  'whole-way',
] as const;

/** `whole-way` is jupyter-server-proxy followed by the daemon, as users of Jupyter have it. */
export type PeerName = (typeof peerNames)[number];

/** The names as tables and plots have them. */
export const peerLabels: Record<PeerName, string> = {
  direct: 'direct',
  'trame-manager': 'trame-manager',
  nginx: 'nginx',
  haproxy: 'HAProxy',
  'http-proxy': '@fastify/http-proxy',
  'configurable-http-proxy': 'configurable-http-proxy',
  'jupyter-server-proxy': 'jupyter-server-proxy',
  'whole-way': 'the whole way',
};

/** What a peer is started with. */
export interface PeerSite {
  /** A directory of its own, for its files and its log. */
  home: string;
  /** Of the target that those peers share which do not launch their own. */
  targetPort: number;
  /** The daemon's program. */
  main: string;
}

/** Starts a peer and resolves when it answers. @throws Error with the end of its log when it does not */
export type StartPeer = (site: PeerSite) => Promise<Peer>;
