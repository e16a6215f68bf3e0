import type { Instant } from "../model/instant.js";
import type { LedgerLine } from "../model/ledger-line.js";
import { holdingsIn } from "./holdings.js";
import type { LiveLine } from "./missing-receipts.js";

/** Milliseconds: no call is longer on its way than a fraction of this. */
const LATELY = 3_600_000;

/**
 * What was taken away a while ago, and where. A call that nobody waited for any more may come to a system after that, and
 * make what it was to make: where the system is, somebody has to look once more, whatever stands for it in the folder now.
 */
export function latelyEnded(lines: readonly LedgerLine[], now: Instant): readonly LiveLine[] {
  const { holdOf } = holdingsIn(lines);
  return lines.flatMap((line): readonly LiveLine[] => {
    if (line.kind !== "receipt" || line.action !== "revoke" || line.at <= now - LATELY) return [];
    const hold = holdOf(line);
    return hold === undefined ? [] : [{ ...line, place: hold.place, identity: hold.identity }];
  });
}
