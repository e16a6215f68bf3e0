import type { PathEvent } from "../model/history.js";
import type { Instant } from "../model/instant.js";
import type { Context } from "./context.js";
import type { JudgedHead } from "./judge-head.js";
import { judgeRemoval } from "./judge-removal.js";

/** How a request left the branch. */
export interface Removal {
  /** Its holder took it out. */
  readonly returned: boolean;
  /** By a pull request that was allowed when it was merged: what it would end was shown in it. */
  readonly approved: boolean;
}

interface Ended {
  readonly request: string;
  readonly who: string;
  readonly until: Instant;
}

/** Looks up how requests that something is held for left HEAD: one walk of history, and a few questions for each. */
export async function findRemovals(
  context: Context,
  head: JudgedHead,
  ended: readonly Ended[],
): Promise<ReadonlyMap<string, Removal>> {
  const present = new Set(head.requests.map((request) => request.path));
  const missing = new Map(ended.filter(({ request }) => !present.has(request)).map((one) => [one.request, one]));
  const events = await context.history.removals(head.commit, [...missing.keys()]);
  const removals = new Map<string, Removal>();
  for (const [path, one] of missing) {
    const event: PathEvent | undefined = events.get(path);
    if (event) removals.set(path, await judgeRemoval(context, event, one));
  }
  return removals;
}
