import { isLaterLine, lastGood, type PolicyLines } from "../core/provenance.js";
import type { PolicyLine } from "../model/ledger-line.js";
import type { LineCommit } from "../model/provenance.js";
import type { Context } from "./context.js";

/** As much of the first-parent history as it takes to know of policy at the head, and at some commits before. */
export interface PolicyWalk {
  /** Oldest first. */
  readonly line: readonly LineCommit[];
  /** The newest commit of it that the ledger knows; absent where it knows none. */
  readonly base?: PolicyLine;
  /** What the ledger knew to stand last, and this history does not hold. */
  readonly lost?: PolicyLine;
}

/** One walk, which ends as soon as all is known. */
export async function walkPolicy(
  { history }: Context,
  of: {
    readonly head: string;
    readonly commits: readonly string[];
    readonly known: PolicyLines;
    /** What is older is not asked for. */
    readonly start: string | undefined;
  },
): Promise<PolicyWalk> {
  const { known } = of;
  const good = lastGood(known);
  const wanted = new Set(of.commits);
  const met = new Set<string>();
  const newestFirst: LineCommit[] = [];
  let base: PolicyLine | undefined;
  let covered = false;

  /** Nothing that the ledger knows to stand may be missing: going back to an older policy is a change of it too. */
  function isLost(): boolean {
    if (good === undefined) return known.size > 0 && base === undefined;
    return !met.has(good.commit) && (base === undefined || !isLaterLine(known, base, good));
  }

  function isEnough(): boolean {
    const last = base?.offences.at(-1)?.commit;
    return base !== undefined && covered && !isLost() && (last === undefined || met.has(last));
  }

  for await (const one of history.line(of.head)) {
    newestFirst.push(one);
    met.add(one.commit);
    wanted.delete(one.commit);
    const line = known.get(one.commit);
    base ??= line;
    covered ||= line !== undefined && wanted.size === 0;
    if (one.commit === of.start || isEnough()) break;
  }
  const lost = isLost() ? (good ?? [...known.values()].at(-1)) : undefined;
  return {
    line: newestFirst.toReversed(),
    ...(base === undefined ? {} : { base }),
    ...(lost === undefined ? {} : { lost }),
  };
}
