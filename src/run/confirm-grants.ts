import { withhold } from "../core/plan.js";
import { pairOf } from "../model/binding.js";
import { type Finding, finding } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import type { Holder, LedgerLine, Verdict } from "../model/ledger-line.js";
import type { Change, GrantChange, Plan } from "../model/plan.js";
import { Failure } from "../ports/failure.js";
import type { Context } from "./context.js";
import { attempt } from "./failing.js";
import { inTime } from "./in-time.js";
import { inTurns } from "./in-turns.js";
import { judgeAddition } from "./judge-addition.js";
import type { JudgedHead } from "./judge-head.js";
import { attemptProvenance } from "./read-provenance.js";

/** Each asks the forge five or six questions, and what ends waits for them. */
const AT_A_TIME = 4;

export interface Confirmed {
  readonly plan: Plan;
  readonly findings: readonly Finding[];
  /** Whether a merge could not be judged that can be soon. */
  readonly retry: boolean;
}

/**
 * Judges once more every merge that something new is granted or extended for, where the verdict is the ledger's: a new
 * binding never rests on the ledger's word alone. Who was in a team, and might write, is of the first judgement.
 */
export async function confirmGrants(
  context: Context,
  head: JudgedHead,
  plan: Plan,
  of: { readonly lines: readonly LedgerLine[]; readonly now: Instant },
): Promise<Confirmed> {
  const { provenance: known } = head;
  const lines = [...of.lines, ...known.lines, ...head.judged];
  const fresh = new Set(head.judged.map((line) => line.request));
  const requests = new Map(head.requests.map((request) => [request.path, request]));
  const refused = new Set<Change>();
  const findings: Finding[] = [];
  let retry = false;
  const unsure = plan.changes.flatMap((change) => {
    const { added, verdict, path } = (givesMore(change) && requests.get(change.binding.request)) || {};
    if (!givesMore(change) || !added || !verdict || path === undefined || fresh.has(path)) return [];
    return [{ change, added, verdict, path }];
  });
  if (unsure.length === 0) return { plan, findings, retry };
  const commits = unsure.flatMap(({ added }) => added.parents.slice(0, 1));
  const provenance = await attemptProvenance(context, { head: head.commit, commits, lines, now: of.now });
  await inTurns(AT_A_TIME, unsure, async ({ change, added, verdict, path }) => {
    refused.add(change);
    const problem = await attempt(context, "judging a merge", async () => {
      if ("error" in provenance) throw new Failure(provenance.error, provenance);
      const known = { before: verdict.facts, offences: provenance.at(added.parents[0] ?? ""), lines };
      const again = await inTime(context, "judge", "judging a merge", () => judgeAddition(context, added, known));
      if (!again.stands) findings.push(again.finding);
      else if (gives(again, change, of.now) && isSameHolder(again, verdict)) refused.delete(change);
      else findings.push(finding("ledger-differs", { path }, { commit: added.commit }));
    });
    if (!problem) return;
    retry ||= problem.transient;
    findings.push(finding("merge-unjudged", { path }, { error: problem.error }));
  });
  return { plan: withhold(plan, (change) => refused.has(change), of.now), findings, retry };
}

export function givesMore(change: Change): change is GrantChange & { readonly action: "grant" | "extend" } {
  return change.action === "grant" || change.action === "extend";
}

/** The ledger decides neither whose access it is nor where. */
function isSameHolder(again: Holder, verdict: Verdict): boolean {
  return verdict.stands && again.id === verdict.id && again.place === verdict.place;
}

/** Whether the merge gives what the ledger says it gives: to that person, under that name, now, and no longer. */
function gives(verdict: Extract<Verdict, { stands: true }>, { binding }: GrantChange, now: Instant): boolean {
  const { who, what, identity, window } = verdict;
  return (
    what.some((one) => pairOf({ who, what: one }) === pairOf(binding)) &&
    identity === binding.identity &&
    window.from <= now &&
    binding.until <= window.until
  );
}
