import type { Page } from 'playwright-core';

/** What sticks out of the window sideways, or is cut off so that nobody can press it: "button.neutral 240-331". */
export function whatSticksOut(page: Page): Promise<string[]> {
  return page.evaluate(`(() => {
    ${walk}
    const width = document.documentElement.clientWidth;
    const found = document.documentElement.scrollWidth > width ? ['the page scrolls sideways'] : [];
    for (const element of elements(document)) {
      const box = element.getBoundingClientRect();
      if (box.width <= 1 || !isSeen(element)) continue;
      const bounds = [{ left: 0, right: width }, ...clipping(element).map((each) => each.getBoundingClientRect())];
      const isCut = bounds.some(({ left, right }) => box.left < left - 1 || box.right > right + 1);
      if (isCut && (isControl(element) || clipping(element).length === 0)) found.push(describe(element));
    }
    return found;
  })()`);
}

/** Controls of the open dialog that cannot be brought into sight, or that something else covers there. */
export function whatCannotBeReached(page: Page): Promise<string[]> {
  return page.evaluate(`(() => {
    ${walk}
    const dialog = elements(document).filter((element) => element.matches('dialog[open]')).at(-1);
    if (dialog === undefined) return [];
    return [...elements(dialog), ...slotted(dialog)].filter((element) => isControl(element) && isSeen(element)).flatMap((element) => {
      element.scrollIntoView({ block: 'nearest' });
      const { left, top, width, height } = element.getBoundingClientRect();
      const [x, y] = [left + width / 2, top + Math.min(height, innerHeight) / 2];
      let hit = document.elementFromPoint(x, y);
      while (hit?.shadowRoot?.elementFromPoint(x, y) && hit.shadowRoot.elementFromPoint(x, y) !== hit) hit = hit.shadowRoot.elementFromPoint(x, y);
      // A list of completions is there for as long as its field has the focus.
      for (let each = hit; each; each = parentOf(each)) if (each === element || each.matches?.(':popover-open')) return [];
      return [describe(element)];
    });
  })()`);
}

/** What moves, where it is asked that nothing does. */
export function whatMoves(page: Page): Promise<string[]> {
  return page.evaluate(`(() => {
    ${walk}
    const moving = ['transform', 'translate', 'rotate', 'scale', 'left', 'top'];
    const moves = (animation) => animation.playState === 'running' &&
      animation.effect.getKeyframes().some((frame) => moving.some((property) => property in frame));
    return elements(document).filter((element) => element.getAnimations().some(moves)).map((element) => element.outerHTML.slice(0, 80));
  })()`);
}

const walk = `
  const elements = (root) => [...root.querySelectorAll('*')].flatMap((element) =>
    element.shadowRoot ? [element, ...elements(element.shadowRoot)] : [element]);
  const slotted = (root) => [...root.querySelectorAll('slot')].flatMap((slot) => slot.assignedElements({ flatten: true }));
  const parentOf = (element) => element.assignedSlot ?? element.parentElement ?? element.getRootNode().host ?? null;
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true }) &&
    element.closest('.spoken, .skip') === null;
  const isControl = (element) => !element.getRootNode().host?.localName.startsWith('jp-') && element.closest(':popover-open') === null &&
    element.matches('button:not([disabled]), input, select, textarea, a[href], jp-button, jp-text-field, jp-checkbox, [role=menuitem], [role=option]');
  const describe = (element) => {
    const { left, right } = element.getBoundingClientRect();
    const name = element.getAttribute('aria-label') ?? element.dataset?.testid ?? element.textContent.trim().slice(0, 40);
    return element.localName + ' "' + name + '" ' + Math.round(left) + '-' + Math.round(right);
  };
  // What scrolls sideways by itself, as the lines of a log do, cuts nothing off.
  const clipping = (element) => {
    const found = [];
    for (let each = parentOf(element); each; each = parentOf(each)) {
      if (!(each instanceof Element) || each.localName === 'body' || each.localName === 'html') continue;
      const { overflowX } = getComputedStyle(each);
      if (overflowX !== 'visible') found.push(each);
    }
    return found;
  };
`;
