import { copyWorld } from "./copy-world.js";
import type { World } from "./world.js";

/** How long a change stays unseen: for so many reads after it, or until the sandbox's clock has moved so many seconds. */
export type Lag = { readonly reads: number } | { readonly seconds: number };

/**
 * "Any change that you make in IAM […] takes time to become visible from all possible endpoints."
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 *
 * Changes become visible in the order in which they were made, each whole, and none before the one before it.
 */
export interface Visibility {
  /** Changes from now on are seen late, or at once again: then so are the earlier ones. */
  delay(lag: Lag | undefined): void;
  /** Told before every change. */
  changes(world: World): void;
  /** What a read is answered from. */
  seen(world: World): World;
  /** The same, for what is no read and so brings nothing nearer. */
  peek(world: World): World;
}

interface Unseen {
  /** The world before the change. */
  readonly before: World;
  /** Epoch milliseconds of the sandbox's clock. */
  readonly until: number | undefined;
  reads: number;
}

export function createVisibility(): Visibility {
  let lag: Lag | undefined;
  let unseen: readonly Unseen[] = [];

  function isSeen(change: Unseen, now: number): boolean {
    return change.until === undefined ? change.reads <= 0 : change.until <= now;
  }

  function peek(world: World): World {
    const first = unseen.findIndex((change) => !isSeen(change, world.clock.now()));
    unseen = first === -1 ? [] : unseen.slice(first);
    return unseen[0]?.before ?? world;
  }

  return {
    peek,
    delay(wanted) {
      lag = wanted;
      if (!lag) unseen = [];
    },
    changes(world) {
      if (!lag) return;
      const until = "seconds" in lag ? world.clock.now() + lag.seconds * 1_000 : undefined;
      unseen = [...unseen, { before: copyWorld(world), until, reads: "reads" in lag ? lag.reads : 0 }];
    },
    seen(world) {
      const seen = peek(world);
      for (const change of unseen) change.reads -= 1;
      return seen;
    },
  };
}
