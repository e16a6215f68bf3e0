import { furtherLines } from "../core/further-lines.js";
import { withhold } from "../core/plan.js";
import { pairOf } from "../model/binding.js";
import { type Finding, finding } from "../model/finding.js";
import type { PathEvent } from "../model/history.js";
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
  /** Of each pair the requests that give none of it, whatever the ledger says. */
  readonly denied: ReadonlyMap<string, ReadonlySet<string>>;
  /** Whether a merge could not be judged that can be soon. */
  readonly retry: boolean;
}

/**
 * Judges once more every merge that something new is granted or extended for, where the verdict is the ledger's: a new
 * binding never rests on the ledger's word alone. Who was in a team, and might write, is of the first judgement. A request
 * that does not stand then takes nothing from the others: what they give of the pair is done `instead`, and judged as well.
 */
export async function confirmGrants(
  context: Context,
  head: JudgedHead,
  plan: Plan,
  of: {
    readonly lines: readonly LedgerLine[];
    readonly now: Instant;
    /** What is to be done for the pair of a change if those requests give nothing; undefined where no other gives any. */
    readonly instead: (change: GivingChange, without: ReadonlySet<string>) => readonly GrantChange[] | undefined;
  },
): Promise<Confirmed> {
  const { provenance: known } = head;
  const lines = furtherLines(of.lines, known.lines);
  const fresh = new Set(head.judged.map((line) => line.request));
  const requests = new Map(head.requests.map((request) => [request.path, request]));
  const findings: Finding[] = [];
  const denied = new Map<string, Set<string>>();
  let retry = false;
  const unsure = plan.changes.filter(givesMore).filter((change) => citedBy(change) !== undefined);
  if (unsure.length === 0) return { plan, findings, denied, retry };
  const commits = parentsOf(head, new Set(unsure.map(({ binding }) => pairOf(binding))), of.now);
  const provenance = await attemptProvenance(context, { head: head.commit, commits, lines, now: of.now });

  /** What the ledger alone says of the request that a change cites; undefined where this run has judged it. */
  function citedBy({ binding }: GrantChange): Cited | undefined {
    const { added, verdict, path } = requests.get(binding.request) ?? {};
    if (!added || !verdict || path === undefined || fresh.has(path)) return undefined;
    return { added, verdict, path };
  }

  async function confirm(
    change: GrantChange,
    { added, verdict, path }: Cited,
  ): Promise<"gives" | "denied" | "unjudged"> {
    let gives = false;
    const problem = await attempt(context, "judging a merge", async () => {
      if ("error" in provenance) throw new Failure(provenance.error, provenance);
      const known = { before: verdict.facts, offences: provenance.at(added.parents[0] ?? ""), lines };
      const again = await inTime(context, "judge", "judging a merge", () => judgeAddition(context, added, known));
      gives = again.stands && isGivenBy(again, change, of.now) && isSameHolder(again, verdict);
      if (!again.stands) findings.push(again.finding);
      else if (!gives) findings.push(finding("ledger-differs", { path }, { commit: added.commit }));
    });
    if (!problem) return gives ? "gives" : "denied";
    retry ||= problem.transient;
    findings.push(finding("merge-unjudged", { path }, { error: problem.error }));
    return "unjudged";
  }

  /** The change, or what is done instead, which may be nothing; undefined where it is refused. */
  async function confirmed(change: GivingChange): Promise<readonly Change[] | undefined> {
    const without = new Set<string>();
    for (;;) {
      const changes: readonly GrantChange[] | undefined = without.size === 0 ? [change] : of.instead(change, without);
      // There is one at most: the rest of what is planned for a pair takes away.
      const [next] = changes ?? [];
      const cited = next && citedBy(next);
      if (next === undefined || cited === undefined) return changes;
      const answer = await confirm(next, cited);
      if (answer !== "denied") return answer === "gives" ? changes : undefined;
      without.add(cited.path);
      denied.set(pairOf(change.binding), without);
    }
  }

  const left = new Map<Change, readonly Change[] | undefined>();
  await inTurns(AT_A_TIME, unsure, async (change) => left.set(change, await confirmed(change)));
  const isRefused = (change: Change): boolean => left.has(change) && left.get(change) === undefined;
  const changes = plan.changes.flatMap((change) => left.get(change) ?? [change]);
  return { plan: withhold({ ...plan, changes }, isRefused, of.now), findings, denied, retry };
}

/** A request that has been judged before. */
interface Cited {
  readonly path: string;
  readonly added: PathEvent;
  readonly verdict: Verdict;
}

/** The commits onto which the requests were merged that may give one of the pairs now. */
function parentsOf({ requests }: JudgedHead, pairs: ReadonlySet<string>, now: Instant): readonly string[] {
  return requests.flatMap(({ added, verdict }) => {
    if (verdict?.stands !== true || now < verdict.window.from || verdict.window.until <= now) return [];
    const { who, what } = verdict;
    return what.some((one) => pairs.has(pairOf({ who, what: one }))) ? (added?.parents.slice(0, 1) ?? []) : [];
  });
}

export type GivingChange = GrantChange & { readonly action: "grant" | "extend" };

export function givesMore(change: Change): change is GivingChange {
  return change.action === "grant" || change.action === "extend";
}

/** The ledger decides neither whose access it is nor where. */
function isSameHolder(again: Holder, verdict: Verdict): boolean {
  return verdict.stands && again.id === verdict.id && again.place === verdict.place;
}

/** Whether the merge gives what the ledger says it gives: to that person, under that name, now, and no longer. */
function isGivenBy(verdict: Extract<Verdict, { stands: true }>, { binding }: GrantChange, now: Instant): boolean {
  const { who, what, identity, window } = verdict;
  return (
    what.some((one) => pairOf({ who, what: one }) === pairOf(binding)) &&
    identity === binding.identity &&
    window.from <= now &&
    binding.until <= window.until
  );
}
