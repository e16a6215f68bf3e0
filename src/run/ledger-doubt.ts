import { type Finding, finding } from "../model/finding.js";
import { askedOnce } from "./asked-once.js";
import type { Context } from "./context.js";
import { attempt } from "./failing.js";
import { inTime } from "./in-time.js";
import type { JudgedHead } from "./judge-head.js";

/** Why what the ledger says cannot be believed. */
export interface Doubt {
  /** Nothing is given where there is one. */
  readonly findings: readonly Finding[];
  readonly retry: boolean;
}

export const CERTAIN: Doubt = { findings: [], retry: false };

/**
 * Whether the ledger lost something: what is written there cannot be believed then. The forge is asked by the first who
 * would give something, and only then; what ends is ended in any case.
 */
export function ledgerDoubt(context: Context, { access }: JudgedHead): () => Promise<Doubt> {
  return askedOnce(async () => {
    const findings: Finding[] = [];
    const problem = await attempt(context, "asking for what the ledger lost", async () => {
      // What ends waits for it where something else is given.
      const { ledger } = access.settings;
      const commit = await inTime(context, "judge", "asking for what the ledger lost", () =>
        context.ledger.lost(ledger),
      );
      if (commit !== undefined) findings.push(finding("ledger-rewritten", {}, { commit }));
    });
    if (problem) findings.push(finding("ledger-unchecked", {}, { error: problem.error }));
    return { findings, retry: problem?.transient === true };
  });
}
