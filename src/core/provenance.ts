import { type Instant, later } from "../model/instant.js";
import type { LedgerLine, PolicyLine } from "../model/ledger-line.js";
import type { LineCommit, Offence, Provenance } from "../model/provenance.js";
import type { JudgedPolicyChange } from "./judge-policy-change.js";

/** What the ledger knows of policy, by commit, in the order in which it learnt it: of several lines on one the first. */
export type PolicyLines = ReadonlyMap<string, PolicyLine>;

/** So many offences are remembered: the last decide how far the anchor must be moved. */
const KEPT = 20;

/** Seconds after which a commit that changed no policy is remembered too, so that no walk goes back farther. */
const REMEMBERED = 7 * 86_400;

export function firstPolicyLines(lines: readonly LedgerLine[]): PolicyLines {
  const first = new Map<string, PolicyLine>();
  for (const line of lines) {
    if (line.kind === "policy" && !first.has(line.commit)) first.set(line.commit, line);
  }
  return first;
}

/** The newest commit whose policy is known to stand. */
export function lastGood(known: PolicyLines): PolicyLine | undefined {
  return [...known.values()].findLast(({ offences }) => offences.length === 0);
}

/** Whether the ledger learnt the one after the other. */
export function isLaterLine(known: PolicyLines, one: PolicyLine, other: PolicyLine): boolean {
  const order = [...known.keys()];
  return order.indexOf(one.commit) > order.indexOf(other.commit);
}

/**
 * What a commit that changes policy makes of what was before it.
 *
 * | before            | the commit                                                         | then                             |
 * |-------------------|--------------------------------------------------------------------|----------------------------------|
 * | it stands         | came as it must                                                    | it stands, and this one is good  |
 * | it stands         | came otherwise                                                     | an offence                       |
 * | there are offences| came as it must, and names an anchor at or after the last of them  | they are accepted; this is good  |
 * | there are offences| came as it must                                                    | as before: nobody accepted them  |
 * | there are offences| came otherwise                                                     | one more                         |
 *
 * What cannot be read is no ground to decide on: the one before stays the good one, so that its owners can mend it.
 */
export function nextProvenance(
  before: Provenance,
  change: {
    readonly commit: string;
    readonly judged: JudgedPolicyChange;
    readonly readable: boolean;
    readonly accepts: boolean;
  },
): Provenance {
  const { commit, judged, readable, accepts } = change;
  const { good, offences } = before;
  if (judged.finding !== undefined) {
    return { good, offences: [...offences, { commit, finding: judged.finding }].slice(-KEPT) };
  }
  if (offences.length > 0 && !accepts) return { good, offences };
  return { good: readable ? commit : good, offences: [] };
}

/** Whether an anchor lies at or after the last offence, and before the commit that names it. `line` is oldest first. */
export function acceptsOffences(
  line: readonly LineCommit[],
  offences: readonly Offence[],
  of: { readonly commit: string; readonly anchor: string | undefined },
): boolean {
  const indexOf = (commit: string | undefined): number => line.findIndex((one) => one.commit === commit);
  const [last, anchor, own] = [indexOf(offences.at(-1)?.commit), indexOf(of.anchor), indexOf(of.commit)];
  return last >= 0 && anchor >= last && anchor < own;
}

/** Whether so long was not written of policy that a walk to what is known of it gets long. */
export function isLongAgo(line: PolicyLine, now: Instant): boolean {
  return line.at < later(now, -REMEMBERED);
}
