/**
 * Calls `onGone` once when the process that started this one is gone: the kernel then gives us another parent. There is
 * no event for that, and reading the parent's pid costs a microsecond.
 *
 * @returns a function that ends the watch
 */
export function watchParent(
  onGone: () => void,
  intervalMs = 500,
  parentPid: () => number = () => process.ppid,
): () => void {
  const parent = parentPid();
  const timer = setInterval(() => {
    if (parentPid() === parent) return;
    clearInterval(timer);
    onGone();
  }, intervalMs);
  return () => clearInterval(timer);
}
