import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { focusedElement } from './focused-element.ts';

/** A card or row that has the focus, and what of it. */
interface Held {
  id: string;
  /** Null: nothing that has a name. */
  control: string | null;
}

/**
 * Keeps the focus on a card or row that moves, for instance from those that run to those that ended: its element is another one
 * then, and the browser would put the focus back to the top of the page. Where it is gone, `onGone` says where to go on.
 */
export class FocusKeeper implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #onGone: () => void;
  #held: Held | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement, onGone: () => void) {
    this.#host = host;
    this.#onGone = onGone;
    host.addController(this);
  }

  hostUpdate(): void {
    this.#held = heldThing();
  }

  /** Lists are drawn after their host, and cards after their list: all are there with the next frame. */
  hostUpdated(): void {
    const held = this.#held;
    if (held !== null) requestAnimationFrame(() => focusedElement() === null && this.#restore(held));
  }

  #restore({ id, control }: Held): void {
    const thing = find(this.#host, `[data-id=${JSON.stringify(id)}]`);
    const wanted = [control, 'details', 'tick'].filter((name) => name !== null).map((name) => `[data-testid=${name}]`);
    const next =
      thing && [...wanted, 'jp-button', 'button'].map((name) => find(thing, `${name}:not([disabled])`)).find(Boolean);
    if (next) next.focus();
    else this.#onGone();
  }
}

function heldThing(): Held | null {
  let control: string | null = null;
  for (let element: Element | null = focusedElement(); element !== null; element = outside(element)) {
    control ??= element.closest<HTMLElement>('[data-testid]:not([data-id])')?.dataset.testid ?? null;
    const id = element.closest<HTMLElement>('[data-id]')?.dataset.id;
    if (id !== undefined) return { id, control };
  }
  return null;
}

/** The component that an element is a part of. */
function outside(element: Element): Element | null {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}

/** The first that fits, in components within components too. */
function find(root: Element, selector: string): HTMLElement | null {
  for (const element of [
    ...(root.shadowRoot?.querySelectorAll<HTMLElement>('*') ?? []),
    ...root.querySelectorAll('*'),
  ]) {
    if (element.matches(selector)) return element as HTMLElement;
    const inside = element.shadowRoot === null ? null : find(element, selector);
    if (inside !== null) return inside;
  }
  return null;
}
