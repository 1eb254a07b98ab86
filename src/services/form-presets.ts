import { EventEmitter } from 'node:events';
import { ManagerError } from '../domain/errors.ts';
import {
  type FormPreset,
  type FormPresets,
  maximumLast,
  maximumPresetBytes,
  maximumPresets,
  type PresetStore,
  type PresetValues,
} from '../domain/form-preset.ts';
import { checkName } from './instance-request.ts';

/** Values of forms that a user keeps; `change`: one was kept or removed. A target is "server" or "app:<id>". */
export interface PresetBook extends EventEmitter<{ change: [] }> {
  list(): Promise<FormPresets>;
  /** One of the same name and target is replaced. @throws ManagerError invalid_parameters, state_not_writable */
  put(preset: FormPreset): Promise<FormPreset>;
  /** One that is not there is no error. @throws ManagerError state_not_writable */
  remove(target: string, name: string): Promise<void>;
  /** Keeps what was sent with a form; failing is not worth a word. */
  noteLast(target: string, values: PresetValues): Promise<void>;
}

export function createPresetBook(store: PresetStore): PresetBook {
  const events = new EventEmitter<{ change: [] }>();
  return Object.assign(events, {
    list: () => store.read(),
    async put({ target, name, values }: FormPreset) {
      const preset = { target, name: checkName(name), values };
      if (sizeOf(values) > maximumPresetBytes) {
        throw new ManagerError('invalid_parameters', 'The values of a preset are too long: 64 KiB at most.');
      }
      await store.update((all) => {
        const others = all.presets.filter((entry) => !isSame(entry, preset));
        if (others.length >= maximumPresets) {
          throw new ManagerError(
            'invalid_parameters',
            `There are ${maximumPresets} presets already: remove some first.`,
          );
        }
        return { ...all, presets: [...others, preset].sort((a, b) => a.name.localeCompare(b.name)) };
      });
      events.emit('change');
      return preset;
    },
    async remove(target: string, name: string) {
      const { presets } = await store.read();
      if (!presets.some((entry) => isSame(entry, { target, name }))) return;
      await store.update((all) => ({
        ...all,
        presets: all.presets.filter((entry) => !isSame(entry, { target, name })),
      }));
      events.emit('change');
    },
    async noteLast(target: string, values: PresetValues) {
      if (sizeOf(values) > maximumPresetBytes) return;
      const change = (all: FormPresets) => {
        const others = Object.entries(all.last).filter(([name]) => name !== target);
        return { ...all, last: Object.fromEntries([...others, [target, values]].slice(-maximumLast)) };
      };
      await store.update(change).catch(() => undefined);
    },
  });
}

type Key = Pick<FormPreset, 'target' | 'name'>;

function isSame(a: Key, b: Key): boolean {
  return a.target === b.target && a.name === b.name;
}

function sizeOf(values: PresetValues): number {
  return Buffer.byteLength(JSON.stringify(values));
}
