import type { LedgerLine } from "../model/ledger-line.js";

/** A ledger and what comes after it; the ledger itself where nothing does, so that what is known of it stays known. */
export function furtherLines(lines: readonly LedgerLine[], more: readonly LedgerLine[]): readonly LedgerLine[] {
  return more.length === 0 ? lines : [...lines, ...more];
}
