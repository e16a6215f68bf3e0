import type { EndedRequest } from "../model/desire.js";
import { type Instant, later } from "../model/instant.js";

/** What is known of one: its number, and what was on its branch. */
interface Proposal {
  readonly number: number;
  readonly head: { readonly commit: string };
}

/** The pull requests that this process opened, found open, or could not open, to take out what has ended. */
export interface Proposed {
  /** Of what has ended, that which is still to be proposed, or to be looked at again. */
  left(ended: readonly EndedRequest[], now: Instant): readonly EndedRequest[];
  /** By file, its pull request; and the files that can have none as it is. */
  note(opened: ReadonlyMap<string, Proposal>, refused: readonly string[], now: Instant): void;
  /** Forgets it where somebody pushed to its branch since it was noted; whether somebody did. */
  saw(pull: Proposal): boolean;
  /** Forgets all, since they are on a line of history that the branch has left: each would bring back what was on it. */
  forget(): void;
  /** Forgets those that are not open any more, or could not be opened; whether there were any. */
  keep(open: readonly number[]): boolean;
}

/** Seconds. What keeps one from being merged may be gone. */
const LOOK = 3600;

/**
 * Each costs a dozen calls to be found right and judged, which every run would make for as long as one cannot be merged,
 * or opened: a branch that is locked for a weekend would use up what GitHub allows.
 */
export function createProposed(): Proposed {
  const proposed = new Map<string, { readonly pull?: Proposal; readonly until: Instant }>();

  function forget(isOver: (pull: Proposal | undefined) => boolean): boolean {
    const over = [...proposed].filter(([, { pull }]) => isOver(pull));
    for (const [path] of over) proposed.delete(path);
    return over.length > 0;
  }

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
    saw: ({ number, head }) => forget((pull) => pull?.number === number && pull.head.commit !== head.commit),
    forget: () => proposed.clear(),
    keep: (open) => forget((pull) => pull === undefined || !open.includes(pull.number)),
  };
}
