import type { FastifyInstance } from 'fastify';

/** Which methods an address has; empty: there is no such address. Make it before the routes. */
export function collectMethods(app: FastifyInstance): (target: string) => string[] {
  const routes: { pattern: RegExp; methods: string[] }[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    routes.push({ pattern: new RegExp(`^${url.replace(/:\w+/g, '[^/]+')}$`), methods: [method].flat() });
  });
  return (target) => {
    const [path = ''] = target.split('?');
    const methods = routes.filter(({ pattern }) => pattern.test(path)).flatMap((route) => route.methods);
    return [...new Set(methods)].sort();
  };
}
