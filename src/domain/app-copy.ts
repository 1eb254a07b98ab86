import type { TrameApp } from './trame-app.ts';

/** What lies in the directory of an app. */
export interface AppSurvey {
  files: number;
  bytes: number;
  /** What keeps it from being copied, each in a sentence. */
  faults: string[];
}

/** Looks at apps of other people, and copies them. Paths are absolute. */
export interface AppCopier {
  /** The app in a directory, or in the directory of an app file. @throws ManagerError app_not_copied */
  read(path: string): Promise<TrameApp>;
  /** Reads no file. @throws ManagerError app_not_copied */
  survey(directory: string): Promise<AppSurvey>;
  /** What lets every user of this machine change the app, in a sentence; null: nothing does. */
  openToAll(directory: string): Promise<string | null>;
  isTaken(target: string): Promise<boolean>;
  /** Copies it whole or not at all. @throws ManagerError app_exists, app_not_copied */
  copy(directory: string, target: string): Promise<void>;
}

/** Bounds of an app that is copied: data belongs into a data directory. */
export const copyLimits = { bytes: 50_000_000, files: 5_000, depth: 20 };

/** What is made anew by itself, or is no part of the app. */
export const leftOut: readonly string[] = ['__pycache__', '.git', '.ipynb_checkpoints'];
