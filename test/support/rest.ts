import { fileURLToPath } from 'node:url';
import type { InjectOptions } from 'fastify';
import { pino } from 'pino';
import { resolveSite } from '../../src/adapters/site-file.ts';
import { buildDaemon } from '../../src/commands/daemon.ts';
import { findInstallation } from '../../src/commands/installation.ts';
import { openDoor } from '../../src/services/door.ts';
import { readSettings } from '../../src/settings.ts';
import { testEnvironment } from './daemon.ts';
import { documentedProblems } from './documented-problems.ts';

interface Teardown {
  teardown(handler: () => unknown): void;
}

/**
 * The daemon's own parts in this process, asked by inject: no socket, all else real. A call that is answered with a problem that
 * the OpenAPI document does not name throws.
 */
export async function restApi(t: Teardown, home: string, args: string[] = [], more: NodeJS.ProcessEnv = {}) {
  const env = testEnvironment(home, more);
  const settings = readSettings(args, env);
  const installation = findInstallation(fileURLToPath(new URL('../../src/commands', import.meta.url)));
  const daemon = await buildDaemon({
    settings,
    site: await resolveSite(settings.configuration, installation.configurationsDirectory),
    installation,
    door: openDoor,
    log: pino({ level: 'silent' }),
    env,
    workingDirectory: home,
  });
  await daemon.takeOver();
  const app = await daemon.routes();
  const isDocumented = documentedProblems((await app.inject('/api/v1/openapi.json')).json());
  t.teardown(async () => {
    const { instances } = (await app.inject('/api/v1/instances')).json();
    for (const { id } of instances) await app.inject({ method: 'DELETE', url: `/api/v1/instances/${id}` });
    await daemon.close();
  });
  return {
    daemon,
    app,
    async call(method: InjectOptions['method'], path: string, body?: unknown, headers: Record<string, string> = {}) {
      const response = await app.inject({
        method: method ?? 'GET',
        url: path,
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const json = parse(response.body);
      if (response.statusCode >= 400 && !isDocumented(method ?? 'GET', path, response.statusCode, json?.code))
        throw new Error(`${method} ${path} answers ${json?.code}, which the OpenAPI document does not name.`);
      return {
        status: response.statusCode,
        headers: response.headers,
        text: response.body,
        json,
      };
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
function parse(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
