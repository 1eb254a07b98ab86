/**
 * Keeps this process from ending while it waits for what does not keep it itself: a child process or a timer that a daemon need not
 * wait for. A daemon is kept by the socket it listens on. Gives what ends it.
 */
export function stayAwake(): () => void {
  const timer = setInterval(() => undefined, 60_000);
  return () => clearInterval(timer);
}
