import { pairOf } from "../model/binding.js";
import type { LedgerLine, ReceiptLine } from "../model/ledger-line.js";

/** The last receipt of each pair, failed or not. */
export function lastReceipts(lines: readonly LedgerLine[]): Map<string, ReceiptLine> {
  return new Map(lines.flatMap((line) => (line.kind === "receipt" ? [[pairOf(line), line] as const] : [])));
}
