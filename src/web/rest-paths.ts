/** An instance below "api/v1/": "k3" -> "instances/k3". */
export function instancePath(id: string): string {
  return `instances/${encodeURIComponent(id)}`;
}

/** A ParaView server: "pv1" -> "servers/pv1". */
export function serverPath(id: string): string {
  return `servers/${encodeURIComponent(id)}`;
}

/** A job: "17_3" -> "jobs/17_3". */
export function jobPath(id: string): string {
  return `jobs/${encodeURIComponent(id)}`;
}
