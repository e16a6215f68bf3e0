import { withhold } from "../core/plan.js";
import { type Finding, finding } from "../model/finding.js";
import { givesMore } from "./confirm-grants.js";
import type { Context } from "./context.js";
import { attempt } from "./failing.js";
import type { JudgedHead } from "./judge-head.js";
import type { Prepared, PreparedSystem } from "./prepare.js";

/**
 * The plans without what they would give, where the ledger lost something: what is written there cannot be believed. It is
 * asked only where something would be given; what ends is ended in any case.
 */
export async function withoutDoubt(
  context: Context,
  { access }: JudgedHead,
  systems: readonly PreparedSystem[],
  now: Prepared["now"],
): Promise<Pick<Prepared, "systems" | "findings" | "retry">> {
  if (!systems.some((system) => system.kind === "observed" && system.plan.changes.some(givesMore))) {
    return { systems, findings: [], retry: false };
  }
  const findings: Finding[] = [];
  const problem = await attempt(context, "asking for what the ledger lost", async () => {
    const commit = await context.ledger.lost(access.settings.ledger);
    if (commit !== undefined) findings.push(finding("ledger-rewritten", {}, { commit }));
  });
  if (problem) findings.push(finding("ledger-unchecked", {}, { error: problem.error }));
  if (findings.length === 0) return { systems, findings, retry: false };
  return {
    systems: systems.map((system) =>
      system.kind === "observed" ? { ...system, plan: withhold(system.plan, givesMore, now) } : system,
    ),
    findings,
    retry: problem?.transient === true,
  };
}
