import type { Instance } from '../domain/instance.ts';

/** A short message at the edge of the page. */
export interface Toast {
  text: string;
  /** A second sentence: what to do about it. */
  detail?: string | null;
  tone: 'info' | 'good' | 'bad';
  action?: { label: string; run: () => void };
  link?: { label: string; url: string };
  /** Null: until it is dismissed. */
  lifetimeMs: number | null;
  /** Called once when it goes away by itself or is dismissed, but not after its action. */
  onGone?: () => void;
}

export interface Question {
  title: string;
  text: string;
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
  showLog(instance: Instance): void;
}
