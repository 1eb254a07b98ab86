import type { Static } from 'typebox';
import type { AppListing, TrameApp } from '../domain/trame-app.ts';
import type { AppListSchema, AppSchema } from '../schemas/app.ts';

/** An app as the REST API shows it. */
export function presentApp(app: TrameApp): Static<typeof AppSchema> {
  return {
    id: app.id,
    name: app.name,
    description: app.description,
    category: app.category,
    tags: app.tags,
    kind: app.kind,
    has_icon: app.icon !== null,
    icon_url: app.icon === null ? null : `api/v1/apps/${encodeURIComponent(app.id)}/icon`,
    command: app.command,
    file: app.file,
    working_directory: app.workingDirectory,
    data_directory: app.dataDirectory,
    parameters: app.parameters,
    environment: app.environment,
    idle_timeout_seconds: Math.round(app.idleTimeoutMs / 1000),
    paraview: app.paraview,
    single_instance: app.singleInstance,
    path: app.path,
    run_on: app.runOn,
    job_defaults: app.jobDefaults,
  };
}

/** A listing as the REST API shows it. */
export function presentApps(listing: AppListing): Static<typeof AppListSchema> {
  return { apps: listing.apps.map(presentApp), problems: listing.problems, searched: listing.searched };
}
