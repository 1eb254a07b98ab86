/** Calls back when "/" is pressed anywhere but in a field or below an open dialog; returns the function that ends it. */
export function onSearchKey(callback: () => void): () => void {
  const listener = (event: KeyboardEvent) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || takesTyping(event)) return;
    event.preventDefault();
    callback();
  };
  document.addEventListener('keydown', listener);
  return () => document.removeEventListener('keydown', listener);
}

/** Calls back when Ctrl+Z or Command+Z is pressed where it means nothing else; returns the function that ends it. */
export function onUndoKey(callback: () => void): () => void {
  const listener = (event: KeyboardEvent) => {
    const isUndo =
      event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (!isUndo || takesTyping(event)) return;
    event.preventDefault();
    callback();
  };
  document.addEventListener('keydown', listener);
  return () => document.removeEventListener('keydown', listener);
}

function takesTyping(event: KeyboardEvent): boolean {
  return event
    .composedPath()
    .some((target) => target instanceof Element && target.matches('input, textarea, select, dialog'));
}
