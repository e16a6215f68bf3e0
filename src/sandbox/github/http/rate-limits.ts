export interface RateLimit {
  readonly limit: number;
  readonly remaining: number;
  /** Wall time, in seconds of the epoch. */
  readonly reset: number;
  readonly used: number;
}

export interface RateLimits {
  /** Counts a request, or, with a cost of 0, only looks. */
  spend(caller: string, cost: number): RateLimit;
}

const WINDOW_MS = 3_600_000;
const LIMITS = { anonymous: 60, known: 5000 } as const;

/** Requests are counted for each caller and hour. Nobody is refused: that is what faults are for. */
export function createRateLimits(wall: () => number): RateLimits {
  const windows = new Map<string, { reset: number; used: number }>();
  return {
    spend(caller, cost) {
      const now = wall();
      let window = windows.get(caller);
      if (!window || window.reset <= now) {
        window = { reset: now + WINDOW_MS, used: 0 };
        windows.set(caller, window);
      }
      window.used += cost;
      const limit = caller === "anonymous" ? LIMITS.anonymous : LIMITS.known;
      const { used } = window;
      return { limit, remaining: Math.max(limit - used, 0), reset: Math.ceil(window.reset / 1000), used };
    },
  };
}
