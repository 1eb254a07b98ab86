/** How long the loop stays awake for the next message, in milliseconds: programs on the same machine answer within it. */
const awakeMs = 0.2;
/** After so many times in vain the messages are not that close to each other, and waiting for them is only a waste … */
const patience = 8;
/** … and is tried again after so many more. */
const retryAfter = 64;

/**
 * A process that sleeps until the next message is woken by the kernel, which takes longer than passing the message on: of
 * the 160 µs that an echo of 125 bytes took through the daemon, some 70 µs (docs/performance.md). So after a small message
 * the event loop asks for the next one for a moment, instead of going to sleep.
 *
 * @returns a function that says that a small message came, which another may follow soon
 */
export function createStayAwake(
  nowMs: () => number = () => performance.now(),
  nextTurn: (look: () => void) => void = setImmediate,
): () => void {
  let awakeUntilMs = 0;
  let isAwake = false;
  /** How many messages in a row came when the loop had gone to sleep. */
  let inVain = 0;

  /** An immediate that is due keeps the loop from waiting: it only looks whether there is something to read. */
  function lookAgain(): void {
    if (nowMs() < awakeUntilMs) nextTurn(lookAgain);
    else isAwake = false;
  }

  return function stayAwake(): void {
    inVain = isAwake ? 0 : inVain + 1;
    if (inVain > patience && inVain % retryAfter !== 0) return;
    awakeUntilMs = nowMs() + awakeMs;
    if (isAwake) return;
    isAwake = true;
    nextTurn(lookAgain);
  };
}

/** The one of this process: all its sockets share its event loop. */
export const stayAwake: () => void = createStayAwake();
