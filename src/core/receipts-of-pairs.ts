import { pairOf } from "../model/binding.js";
import type { LedgerLine, ReceiptLine } from "../model/ledger-line.js";
import { onceALedger } from "./once-a-ledger.js";

/** The receipts of each pair, failed or not, in the order of the ledger. */
export const receiptsOfPairs = onceALedger(receiptsIn);

function receiptsIn(lines: readonly LedgerLine[]): ReadonlyMap<string, readonly ReceiptLine[]> {
  const receipts = new Map<string, ReceiptLine[]>();
  for (const line of lines) {
    if (line.kind !== "receipt") continue;
    const pair = pairOf(line);
    const known = receipts.get(pair);
    if (known === undefined) receipts.set(pair, [line]);
    else known.push(line);
  }
  return receipts;
}
