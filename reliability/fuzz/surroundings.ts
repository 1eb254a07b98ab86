import type { Chance } from '../chaos/random.ts';

/** An instance to aim at. */
export interface FuzzedInstance {
  id: string;
  /** "/proxy/40123/" */
  path: string;
  /** "name=value", which lets a request in. */
  cookie: string;
}

/** Everything that a request is made of, as it stands in one run. */
export interface Surroundings {
  token: string;
  /** The door's cookie, "name=value". */
  doorCookie: string;
  /** Answers each request well. */
  echo: FuzzedInstance;
  /** The same, on a unix socket. */
  unix: FuzzedInstance;
  garbage: FuzzedInstance;
  silent: FuzzedInstance;
  ended: FuzzedInstance;
  /** Ids of instances that may be stopped, restarted and removed; they change while the run goes on. */
  victims: string[];
  routes: ApiRoute[];
}

/** One operation of the OpenAPI document. */
export interface ApiRoute {
  method: string;
  /** "/api/v1/instances/{id}" */
  path: string;
  /** JSON schema of the body; null where it takes none. */
  body: Schema | null;
  query: string[];
}

/** The parts of a JSON schema that are understood here. */
export interface Schema {
  type?: string;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  minimum?: number;
  maximum?: number;
}

/** Whether a request to this operation can start a process. */
export function startsProcess({ method, path }: Pick<ApiRoute, 'method' | 'path'>): boolean {
  return method === 'POST' && /\/(?:instances|restart|servers|jobs)$/.test(path);
}

/** One word of the address of an operation. */
export function pathWord(chance: Chance, name: string, around: Surroundings): string {
  if (chance.happens(0.35)) return chance.pick(oddWords);
  if (name === 'app') return chance.pick(['echo', 'victim', 'garbage', 'nosuch']);
  if (name === 'target') return chance.pick(['servers', 'victim', 'x']);
  return around.victims.length > 0 ? chance.pick(around.victims) : 'nosuch';
}

const oddWords = [
  '..',
  '.',
  '%2e%2e',
  '..%2f..%2fetc%2fpasswd',
  '%00',
  '%zz',
  '%',
  '%c0%ae',
  '%F0%9F%90%9B',
  '__proto__',
  'constructor',
  'toString',
  '-1',
  '0',
  '1e9',
  'null',
  '*',
  '{id}',
  '%20',
  "'",
  'x'.repeat(101),
  'x'.repeat(301),
  'x'.repeat(8000),
  '\xff\xfe',
  ';',
  '~',
  '$(id)',
];
