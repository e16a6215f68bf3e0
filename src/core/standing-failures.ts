import { pairOf } from "../model/binding.js";
import type { LedgerLine, ReceiptLine } from "../model/ledger-line.js";
import { onceALedger } from "./once-a-ledger.js";

/**
 * What failed of each pair, oldest first, since something was done for it: a pair may have several changes at a time, as
 * where one name is to lose a role and another to get it, and that one fails makes no other's failure good.
 */
export const standingFailures = onceALedger(failuresIn);

function failuresIn(lines: readonly LedgerLine[]): ReadonlyMap<string, readonly ReceiptLine[]> {
  const failures = new Map<string, ReceiptLine[]>();
  for (const line of lines) {
    if (line.kind !== "receipt") continue;
    const pair = pairOf(line);
    const known = failures.get(pair);
    if (line.result.outcome !== "failed") failures.delete(pair);
    else if (known === undefined) failures.set(pair, [line]);
    else known.push(line);
  }
  return failures;
}
