/** What runs through the proxy at the moment, by instance, so that it can be ended. */
export interface OpenConnections {
  /** Remembers something to destroy; call the returned function once it has closed by itself. */
  add(instanceId: string, connection: { destroy(): unknown }): () => void;
  /** Destroys all of one instance. */
  destroyOf(instanceId: string): void;
  destroyAll(): void;
}

export function createOpenConnections(): OpenConnections {
  const open = new Map<string, Set<{ destroy(): unknown }>>();
  const destroyOf = (instanceId: string) => {
    for (const connection of [...(open.get(instanceId) ?? [])]) connection.destroy();
  };
  return {
    add(instanceId, connection) {
      const connections = open.get(instanceId) ?? new Set();
      open.set(instanceId, connections.add(connection));
      return () => {
        connections.delete(connection);
        if (connections.size === 0 && open.get(instanceId) === connections) open.delete(instanceId);
      };
    },
    destroyOf,
    destroyAll: () => [...open.keys()].forEach(destroyOf),
  };
}
