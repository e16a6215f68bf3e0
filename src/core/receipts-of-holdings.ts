import type { LedgerLine, ReceiptLine } from "../model/ledger-line.js";
import { holdingsIn } from "./holdings.js";
import { onceALedger } from "./once-a-ledger.js";

/** The receipts of each holding, failed or not, in the order of the ledger. */
export const receiptsOfHoldings = onceALedger(receiptsIn);

function receiptsIn(lines: readonly LedgerLine[]): ReadonlyMap<string, readonly ReceiptLine[]> {
  const { keyOf } = holdingsIn(lines);
  const receipts = new Map<string, ReceiptLine[]>();
  for (const line of lines) {
    if (line.kind !== "receipt") continue;
    const holding = keyOf(line);
    const known = receipts.get(holding);
    if (known === undefined) receipts.set(holding, [line]);
    else known.push(line);
  }
  return receipts;
}
