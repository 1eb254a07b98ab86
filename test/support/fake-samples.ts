import type { Instance } from '../../src/domain/instance.ts';
import type { AppView, SystemView } from '../../src/web/api-types.ts';

/** The machine that the fake daemon pretends to run on. */
export const sampleSystem: SystemView = {
  version: '0.1.0',
  user: 'alice',
  home: '/home/alice',
  host: 'node1',
  configuration: { name: 'desktop', title: 'Desktop' },
};

/** An app without parameters; `change` makes it another. */
export function sampleApp(change: Partial<AppView> = {}): AppView {
  return {
    id: 'cone',
    name: 'Cone',
    description: 'A cone that follows a slider.',
    category: 'Examples',
    tags: ['vtk'],
    kind: 'trame',
    has_icon: false,
    icon_url: null,
    command: 'exec python main.py $INSTANCE_ARGS',
    file: '/home/alice/.local/share/jupyter/trame/cone/app.yml',
    working_directory: null,
    data_directory: 'none',
    parameters: [],
    idle_timeout_seconds: 14_400,
    paraview: false,
    single_instance: false,
    path: '/',
    run_on: 'local',
    environment: {},
    ...change,
  };
}

/** An app that needs a data directory and has a parameter of every type. */
export function isosurfaceApp(): AppView {
  const none = { help: null, min: null, max: null, choices: null };
  return sampleApp({
    id: 'isosurface',
    name: 'Isosurface explorer',
    description: 'Isosurfaces of CFD results, with clipping, colour maps and a time slider.',
    category: 'Visualization',
    tags: ['vtk', 'cfd'],
    data_directory: 'required',
    parameters: [
      {
        ...none,
        name: 'iso',
        label: 'Iso value',
        type: 'number',
        default: 0.5,
        min: 0,
        max: 1,
        help: 'Where the surface lies.',
      },
      { ...none, name: 'levels', label: 'Levels', type: 'integer', default: null, min: 1 },
      { ...none, name: 'solver', label: 'Solver', type: 'choice', default: 'fast', choices: ['fast', 'exact'] },
      { ...none, name: 'shadows', label: 'Draw shadows', type: 'boolean', default: true },
      { ...none, name: 'title', label: 'Title', type: 'string', default: '' },
      { ...none, name: 'mesh', label: 'Mesh file', type: 'file', default: '/data/mesh.vtu' },
    ],
  });
}

/** A ready instance without viewers; `change` makes it another. */
export function sampleInstance(change: Partial<Instance> = {}): Instance {
  const startedAt = new Date(Date.now() - 60_000).toISOString();
  return {
    id: 'k3',
    name: 'run 1',
    app: 'cone',
    app_name: 'Cone',
    kind: 'trame',
    state: 'ready',
    state_reason: null,
    data_directory: '/data/cfd/run-1',
    parameters: { iso: 0.5 },
    host: 'node1',
    port: 40_123,
    path: '/proxy/40123/',
    pid: 812,
    created_at: startedAt,
    started_at: startedAt,
    ready_at: startedAt,
    ended_at: null,
    ends_at: null,
    ends_with: null,
    idle_since: null,
    viewers: 0,
    usage: { cpu_percent: 3.14, memory_bytes: 210_000_000 },
    exit_code: null,
    signal: null,
    hint: null,
    log_tail: [],
    port_open_to_node: false,
    connection: null,
    job: null,
    ...change,
  };
}

/** An instance that ended by itself with an error. */
export function failedInstance(change: Partial<Instance> = {}): Instance {
  return sampleInstance({
    id: 'f1',
    name: 'broken run',
    state: 'failed',
    state_reason: 'The command ended before the app answered.',
    ended_at: new Date().toISOString(),
    port: null,
    pid: null,
    usage: null,
    exit_code: 1,
    hint: 'A Python module is missing: install it in the environment that the app uses.',
    log_tail: [
      'Traceback (most recent call last):',
      '  File "main.py", line 1, in <module>',
      "\x1b[31mModuleNotFoundError\x1b[0m: No module named 'vtk'",
    ],
    ...change,
  });
}
