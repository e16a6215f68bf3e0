import type { LedgerLine } from "../model/ledger-line.js";
import { type Change, type GrantChange, type Plan, subjectOf } from "../model/plan.js";
import type { Receipt } from "../model/receipt.js";
import type { System } from "../model/system.js";
import type { What } from "../model/what.js";
import { fingerprint } from "./fingerprint.js";
import { givenBy } from "./given-by.js";
import { type Holdings, holdingsIn } from "./holdings.js";

/** A short name of what a role gives: where it has another one, it was edited. */
export function giftOf(what: What, system: System): string {
  return fingerprint(givenBy(what, system));
}

/** What was given says what its role gave: whoever edits that role later is to be told from whoever damages this. */
export function naming(receipt: Receipt, system: System): Receipt {
  const { action, what, result } = receipt;
  return action === "revoke" || result.outcome === "failed" ? receipt : { ...receipt, gives: giftOf(what, system) };
}

/**
 * The plan, which says of what is made anew since its role was edited that this is why, and not that somebody damaged it:
 * the last receipt of what is held there names what its role gave then. Where none does, nobody knows, and it is only
 * incomplete.
 */
export function withEdits({ system: name, changes }: Plan, system: System, lines: readonly LedgerLine[]): Plan {
  if (!changes.some(isRepair)) return { system: name, changes };
  const { keyOf } = holdingsIn(lines);
  const gifts = lastGifts(lines, keyOf);
  return {
    system: name,
    changes: changes.map((change): Change => {
      const subject = subjectOf(change);
      const before = gifts.get(keyOf(subject));
      const isEdited = before !== undefined && before !== giftOf(subject.what, system);
      return isRepair(change) && isEdited ? { ...change, because: "edited" } : change;
    }),
  };
}

function isRepair(change: Change): change is GrantChange {
  return change.because === "incomplete";
}

/** What the role of each holding gave when something was last done for it. */
function lastGifts(lines: readonly LedgerLine[], keyOf: Holdings["keyOf"]): ReadonlyMap<string, string | undefined> {
  const gifts = new Map<string, string | undefined>();
  for (const line of lines) {
    if (line.kind === "receipt" && line.result.outcome !== "failed") gifts.set(keyOf(line), line.gives);
  }
  return gifts;
}
