import { type Finding, finding } from "../model/finding.js";
import type { PathEvent } from "../model/history.js";
import type { Instant } from "../model/instant.js";
import type { Context } from "./context.js";
import { attempt } from "./failing.js";
import { inTime } from "./in-time.js";
import type { JudgedHead } from "./judge-head.js";
import { judgeRemoval } from "./judge-removal.js";
import { eventsIn, shallowFindings } from "./shallow.js";

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

export interface Removals {
  readonly removed: ReadonlyMap<string, Removal>;
  /** Requests of which it is not known now, and can be. */
  readonly unknown: readonly string[];
  /** Whether that may be soon, by asking again. */
  readonly retry: boolean;
  readonly findings: readonly Finding[];
}

/**
 * Looks up how requests that something is held for left HEAD: one walk of history, and a few questions for each. Of what
 * has reached its end nobody asks: it has expired, however long its system does not let it go. What
 * cannot be judged was withdrawn, with nobody's approval; where asking again may help, or the history that a
 * shallow clone does not have, it is left open.
 */
export async function findRemovals(
  context: Context,
  head: JudgedHead,
  ended: readonly Ended[],
  now: Instant,
): Promise<Removals> {
  const present = new Set(head.requests.map((request) => request.path));
  const asked = ended.filter(({ request, until }) => until > now && !present.has(request));
  const missing = new Map(asked.map((one) => [one.request, one]));
  const seen = await eventsIn(() => context.history.removals(head.commit, [...missing.keys()]));
  const removed = new Map<string, Removal>();
  const unknown: string[] = [];
  const findings: Finding[] = [...shallowFindings(seen.short)];
  let retry = false;
  for (const [path, one] of missing) {
    const event: PathEvent | undefined = seen.events.get(path);
    if (!event) {
      if (seen.short) unknown.push(path);
      continue;
    }
    const problem = await attempt(context, "judging a removal", async () => {
      removed.set(path, await inTime(context, "judge", "judging a removal", () => judgeRemoval(context, event, one)));
    });
    if (!problem) continue;
    const { error, transient, short } = problem;
    findings.push(finding("removal-unjudged", { path }, { error }));
    retry ||= transient;
    if (transient || short) unknown.push(path);
    else removed.set(path, { returned: false, approved: false });
  }
  return { removed, unknown, retry, findings };
}
