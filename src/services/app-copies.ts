import { basename, join } from 'node:path';
import type { AppCopier } from '../domain/app-copy.ts';
import { ManagerError } from '../domain/errors.ts';
import type { AppListing, TrameApp } from '../domain/trame-app.ts';
import type { AppCatalog } from './ports.ts';
import { findTyped, type PathOwner } from './typed-path.ts';

/** What a copy of somebody's app would be, for whoever is to allow it: the app runs with their rights. */
export interface AppCopyPlan {
  /** Of the app there. */
  name: string;
  description: string;
  /** As bash runs it. */
  command: string;
  /** The directory that is copied, and where to; absolute. */
  directory: string;
  target: string;
  /** The id that it has then. */
  id: string;
  files: number;
  bytes: number;
  /** What keeps it from being copied, each in a sentence. */
  faults: string[];
  /** What is worth to know before, each in a sentence. */
  notes: string[];
}

/** Copies apps to those of this user. */
export interface AppCopies {
  /**
   * What `copy` would do. `path` is the directory of an app, or its app file.
   * @param id of the copy; null: that of the app
   * @throws ManagerError invalid_parameters, app_not_copied
   */
  plan(path: string, id: string | null): Promise<AppCopyPlan>;
  /** @throws ManagerError invalid_parameters, app_not_copied, app_exists */
  copy(path: string, id: string | null): Promise<TrameApp>;
}

export interface AppCopiesOptions extends PathOwner {
  apps: Pick<AppCatalog, 'list' | 'get'>;
  copier: AppCopier;
  /** Absolute path of the directory of the user's own apps. */
  ownApps: string;
}

export function createAppCopies(options: AppCopiesOptions): AppCopies {
  const { apps, copier, ownApps } = options;
  const planOf = async (typed: string, wanted: string | null): Promise<AppCopyPlan> => {
    const app = await copier.read(await findTyped(typed, options, copier.isTaken));
    const id = wanted ?? basename(app.directory);
    if (!/^(?!\.)[A-Za-z0-9._-]{1,100}$/.test(id)) throw wrongId();
    const target = join(ownApps, id);
    const { files, bytes, faults } = await copier.survey(app.directory);
    const taken = await whoHas(id, target, await apps.list(), copier);
    const { name, description, command, directory } = app;
    return {
      ...{ name, description, command, directory, target, id, files, bytes },
      faults: [...faults, ...(taken === null ? [] : [taken])],
      notes: await notesOn(app, copier),
    };
  };
  return {
    plan: planOf,
    async copy(typed, wanted) {
      const { id, target, directory, faults } = await planOf(typed, wanted);
      const taken = await whoHas(id, target, await apps.list(), copier);
      if (taken !== null) throw new ManagerError('app_exists', taken);
      if (faults.length > 0) throw new ManagerError('app_not_copied', faults.join(' '));
      await copier.copy(directory, target);
      return apps.get(id);
    },
  };
}

/** The first app of an id wins, wherever it is: a copy under a name that is taken might never be seen. */
async function whoHas(id: string, target: string, listing: AppListing, copier: AppCopier): Promise<string | null> {
  const known = listing.apps.find((app) => app.id === id);
  if (known !== undefined) return `You have an app "${id}" already: "${known.name}", ${known.file}.`;
  const broken = listing.problems.find((problem) => problem.app === id);
  if (broken !== undefined) return `You have an app "${id}" already, with an error in it: ${broken.file}.`;
  return (await copier.isTaken(target)) ? `${target} is there already.` : null;
}

async function notesOn(app: TrameApp, copier: AppCopier): Promise<string[]> {
  const open = await copier.openToAll(app.directory);
  const texts = [app.command, app.workingDirectory ?? '', ...Object.values(app.environment)];
  const stays = texts.some((text) => text.includes(app.directory));
  return [
    ...(open === null ? [] : [open]),
    ...(stays ? [`Its app file names ${app.directory}: the copy goes on using what lies there.`] : []),
  ];
}

function wrongId(): ManagerError {
  const message = 'A name has 1 to 100 letters, digits, ".", "_" and "-", and does not begin with ".".';
  return new ManagerError('invalid_parameters', message, { errors: [{ path: '/name', message }] });
}
