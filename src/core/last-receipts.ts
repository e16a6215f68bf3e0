import type { LedgerLine, ReceiptLine } from "../model/ledger-line.js";
import { receiptsOfHoldings } from "./receipts-of-holdings.js";

/** The last receipt of each holding, failed or not. */
export function lastReceipts(lines: readonly LedgerLine[]): Map<string, ReceiptLine> {
  return new Map(
    [...receiptsOfHoldings(lines)].flatMap(([holding, receipts]) =>
      receipts.slice(-1).map((last) => [holding, last] as const),
    ),
  );
}
