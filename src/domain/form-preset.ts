/** A value of a form: those of apps hold objects, such as parameters. */
export type PresetValues = Record<string, unknown>;

/** Values of a form that a user keeps under a name. */
export interface FormPreset {
  name: string;
  /** The form they belong to: "server", or "app:<id>". */
  target: string;
  values: PresetValues;
}

/** What a user keeps of forms. */
export interface FormPresets {
  /** In the order of their names. */
  presets: FormPreset[];
  /** By target: what was sent last. */
  last: Record<string, PresetValues>;
}

/** Reads and writes what is kept. */
export interface PresetStore {
  /** Empty where there is nothing yet, or nothing that can be read. */
  read(): Promise<FormPresets>;
  /** Reads, changes and writes, one change after the other. @throws ManagerError state_not_writable */
  update(change: (presets: FormPresets) => FormPresets): Promise<FormPresets>;
}

/** Most presets of all forms together. */
export const maximumPresets = 200;
/** Longest values of one preset, as JSON, in bytes. */
export const maximumPresetBytes = 64 * 1024;
/** Most forms whose last values are kept: the oldest go first. */
export const maximumLast = 50;
