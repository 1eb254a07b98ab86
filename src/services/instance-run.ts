import type { FormValues } from '../domain/paraview-server.ts';
import type { TrameApp } from '../domain/trame-app.ts';
import type { Slot } from './instance-slots.ts';

/** What a run is made from. */
export interface Run {
  app: TrameApp;
  slot: Slot;
  workingDirectory: string;
  dataDirectory: string | null;
  parameters: Record<string, string | number | boolean>;
  /** The job form's values, checked; null: it runs on this machine. */
  jobValues: FormValues | null;
}
