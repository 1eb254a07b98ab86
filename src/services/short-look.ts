export interface ShortLook {
  /** Somebody has just looked. */
  renew(): void;
  end(): void;
}

/**
 * Watches for those who only ask now and then: begins to look with the first `renew`, and looks away when none came for `forMs`.
 *
 * @param watch begins to look; gives the function that ends it
 */
export function createShortLook(watch: () => () => void, forMs: number): ShortLook {
  let lookAway: (() => void) | null = null;
  let timer: NodeJS.Timeout | undefined;
  const end = () => {
    clearTimeout(timer);
    lookAway?.();
    lookAway = null;
  };
  return {
    renew() {
      lookAway ??= watch();
      clearTimeout(timer);
      timer = setTimeout(end, forMs).unref();
    },
    end,
  };
}
