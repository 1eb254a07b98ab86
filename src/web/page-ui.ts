import type { Instance } from '../domain/instance.ts';
import type { ParaViewServer } from '../domain/paraview-server.ts';
import type { Job } from '../domain/scheduler.ts';
import type { PathRequest } from './files/path-request.ts';
import type { LogSource } from './log/log-source.ts';
import type { RecipeValuesView, SavedRecipeView } from './recipes/recipes-api.ts';

/** A short message at the edge of the page. */
export interface Toast {
  text: string;
  /** A second sentence: what to do about it. */
  detail?: string | null;
  tone: 'info' | 'good' | 'bad';
  /** True where screen readers were told already. */
  isHeard?: boolean;
  /** `undoes`: the keys for undo do the same. */
  action?: { label: string; undoes?: boolean; run: () => void };
  link?: { label: string; url: string };
  /** Null: until it is dismissed. */
  lifetimeMs: number | null;
  /** Called once when it goes away by itself or is dismissed, but not after its action. */
  onGone?: () => void;
}

export interface Question {
  title: string;
  text: string;
  /** What it is about, one by one. */
  items?: readonly string[];
  confirm: string;
  /** Label of the way back; default "Cancel". */
  cancel?: string;
  /** True for what cannot be undone. */
  danger?: boolean;
}

/** How actions speak with the person at the page. */
export interface PageUi {
  toast(toast: Toast): void;
  /** True when confirmed. */
  ask(question: Question): Promise<boolean>;
  /** Shows a text that has to be copied by hand. */
  showText(title: string, help: string, text: string): void;
  showLog(source: LogSource): void;
  /** Asks for a new ParaView server and starts it; null: it was not. */
  askForServer(): Promise<ParaViewServer | null>;
  /** Asks for a batch script and submits it; null: it was not. */
  askForScript(): Promise<Job | null>;
  /** Asks for a directory or a file; null: none was chosen. */
  askForPath(request: PathRequest): Promise<string | null>;
  /** Asks for the address of a server that is not listed; null: none was given. */
  askForAddress(instanceName: string): Promise<{ host: string; port: number } | null>;
  /** Shows a recipe; null: it is not to be launched. */
  askForRecipe(path: string): Promise<{ app: string; values: RecipeValuesView } | null>;
  /** Asks where the recipe of an instance is to be saved, and saves it; null: it was not. */
  askToSaveRecipe(instance: Instance): Promise<SavedRecipeView | null>;
  /** Shows what an app of somebody else runs, and copies it; false: it was not. */
  askToCopyApp(path: string): Promise<boolean>;
}
