import { pairOf } from "../model/binding.js";
import type { LedgerLine, ReceiptLine } from "../model/ledger-line.js";
import { firstJudgements, judgementKey } from "./first-judgements.js";

export interface Holdings {
  /** Where what a receipt of these lines is about is held; undefined where the ledger judged nothing of that pair. */
  placeOf(line: ReceiptLine): string | undefined;
  /** Who × what, and where: one holding. */
  keyOf(line: ReceiptLine): string;
}

/**
 * What receipts are about: who × what, at the place for which the merge they cite was judged. A system that became another
 * account holds nothing of what was held in the old one, though the pair is the same. Of a merge that the ledger does not
 * know, the place is where the pair was held before, or was first.
 */
export function holdingsIn(lines: readonly LedgerLine[]): Holdings {
  const judged = firstJudgements(lines);
  const places = new Map<ReceiptLine, string>();
  const first = new Map<string, string>();
  const last = new Map<string, string>();
  for (const line of lines) {
    if (line.kind !== "receipt") continue;
    const pair = pairOf(line);
    const verdict = judged.get(judgementKey(line))?.verdict;
    const place = verdict?.stands === true ? verdict.place : last.get(pair);
    if (place === undefined) continue;
    places.set(line, place);
    last.set(pair, place);
    if (!first.has(pair)) first.set(pair, place);
  }

  function placeOf(line: ReceiptLine): string | undefined {
    return places.get(line) ?? first.get(pairOf(line));
  }

  return { placeOf, keyOf: (line) => `${pairOf(line)} ${placeOf(line) ?? ""}` };
}
