import type { LedgerLine, ReceiptLine } from "../model/ledger-line.js";
import { onceALedger } from "./once-a-ledger.js";
import { receiptsOfPairs } from "./receipts-of-pairs.js";

/** The last receipt of each pair, failed or not. */
export const lastReceipts = onceALedger(lastIn);

function lastIn(lines: readonly LedgerLine[]): ReadonlyMap<string, ReceiptLine> {
  return new Map(
    [...receiptsOfPairs(lines)].flatMap(([pair, receipts]) => receipts.slice(-1).map((last) => [pair, last] as const)),
  );
}
