import type { LedgerLine, ReceiptLine } from "../model/ledger-line.js";
import { onceALedger } from "./once-a-ledger.js";
import { receiptsOfHoldings } from "./receipts-of-holdings.js";

/**
 * What failed of each holding, oldest first, since something was done for it: that one name gets a role, or that it is held
 * in another account, makes no failure good to take it from another name, or out of this one.
 */
export const standingFailures = onceALedger(failuresIn);

function failuresIn(lines: readonly LedgerLine[]): ReadonlyMap<string, readonly ReceiptLine[]> {
  return new Map(
    [...receiptsOfHoldings(lines)].flatMap(([holding, receipts]) => {
      const failed = receipts.slice(receipts.findLastIndex(({ result }) => result.outcome !== "failed") + 1);
      return failed.length === 0 ? [] : [[holding, failed] as const];
    }),
  );
}
