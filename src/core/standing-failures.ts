import type { LedgerLine, ReceiptLine } from "../model/ledger-line.js";
import { onceALedger } from "./once-a-ledger.js";
import { receiptsOfPairs } from "./receipts-of-pairs.js";

/**
 * What failed of each pair, oldest first, since something was done for it: a pair may have several changes at a time, as
 * where one name is to lose a role and another to get it, and that one fails makes no other's failure good.
 */
export const standingFailures = onceALedger(failuresIn);

function failuresIn(lines: readonly LedgerLine[]): ReadonlyMap<string, readonly ReceiptLine[]> {
  return new Map(
    [...receiptsOfPairs(lines)].flatMap(([pair, receipts]) => {
      const failed = receipts.slice(receipts.findLastIndex(({ result }) => result.outcome !== "failed") + 1);
      return failed.length === 0 ? [] : [[pair, failed] as const];
    }),
  );
}
