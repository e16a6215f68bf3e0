import { pairOf } from "../model/binding.js";
import type { LedgerLine, ReceiptLine } from "../model/ledger-line.js";

/** The last receipt of each pair, failed or not. */
export function lastReceipts(lines: readonly LedgerLine[]): Map<string, ReceiptLine> {
  const last = new Map<string, ReceiptLine>();
  for (const line of lines) if (line.kind === "receipt") last.set(pairOf(line), line);
  return last;
}
