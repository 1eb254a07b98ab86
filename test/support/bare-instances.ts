import { createLocalHost } from '../../src/adapters/local-host.ts';
import { siteDefaults } from '../../src/domain/site.ts';
import type { TrameApp } from '../../src/domain/trame-app.ts';
import { createInstances } from '../../src/services/instance-registry.ts';

/** The instance service by itself, on a state directory, with one app and no log. */
export async function bareInstances(stateDirectory: string, app: TrameApp) {
  const ignore = () => undefined;
  const instances = createInstances({
    host: await createLocalHost({ stateDirectory, env: {} }),
    site: {
      file: '',
      name: 'test',
      title: 'Test',
      scheduler: 'none',
      environmentCommands: [],
      instances: { maximum: 9, idleTimeoutMs: 0, keepStoppedMs: 1e9, stopGraceMs: 2000, maximumLogBytes: 1e6 },
      ...siteDefaults,
      help: [],
    },
    apps: { get: async () => app },
    workingDirectory: stateDirectory,
    home: stateDirectory,
    env: process.env,
    basePath: '/',
    log: { info: ignore, warn: ignore, error: ignore },
  });
  await instances.takeOver();
  return instances;
}
