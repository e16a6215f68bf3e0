import type { EndedRequest } from "../model/desire.js";
import { type Instant, later } from "../model/instant.js";

/** The pull requests that this process opened, found open, or could not open, to take out what has ended. */
export interface Proposed {
  /** Of what has ended, that which is still to be proposed, or to be looked at again. */
  left(ended: readonly EndedRequest[], now: Instant): readonly EndedRequest[];
  /** By file, the number of its pull request; and the files that can have none as it is. */
  note(opened: ReadonlyMap<string, number>, refused: readonly string[], now: Instant): void;
  /** Forgets those that are not open any more, or could not be opened; whether there were any. */
  keep(open: readonly number[]): boolean;
}

/** Seconds. Somebody may have made something else of the branch. */
const LOOK = 3600;

/**
 * Each costs a dozen calls to be found right and judged, which every run would make for as long as one cannot be merged,
 * or opened: a branch that is locked for a weekend would use up what GitHub allows.
 */
export function createProposed(): Proposed {
  const proposed = new Map<string, { readonly pull?: number; readonly until: Instant }>();
  return {
    left(ended, now) {
      const paths = new Set(ended.map(({ path }) => path));
      for (const [path, { until }] of proposed) if (!paths.has(path) || until <= now) proposed.delete(path);
      return ended.filter(({ path }) => !proposed.has(path));
    },
    note(opened, refused, now) {
      const until = later(now, LOOK);
      for (const [path, pull] of opened) proposed.set(path, { pull, until });
      for (const path of refused) proposed.set(path, { until });
    },
    keep(open) {
      const closed = [...proposed].filter(([, { pull }]) => pull === undefined || !open.includes(pull));
      for (const [path] of closed) proposed.delete(path);
      return closed.length > 0;
    },
  };
}
