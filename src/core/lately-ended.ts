import type { Instant } from "../model/instant.js";
import type { LedgerLine } from "../model/ledger-line.js";
import type { What } from "../model/what.js";
import { holdingsIn } from "./holdings.js";

/** Milliseconds: no call is longer on its way than a fraction of this. */
export const LATELY = 3_600_000;

/** Something that may be held, and where. */
export interface Whereabouts {
  readonly what: What;
  /** Undefined where the ledger knows no judgement of it. */
  readonly place?: string;
  /** A commit whose folder says what stands for that place. */
  readonly commit: string;
}

/**
 * What was taken away a while ago, or came to nothing, and where. A call that nobody waited for any more may come to a
 * system after that, and make what it was to make: where the system is, somebody has to look once more, whatever stands for
 * it in the folder now.
 */
export function latelyEnded(lines: readonly LedgerLine[], now: Instant): readonly Whereabouts[] {
  const { holdOf } = holdingsIn(lines);
  return lines.flatMap((line): readonly Whereabouts[] => {
    if (line.kind === "void") return line.at > now - LATELY ? [line] : [];
    if (line.kind !== "receipt" || line.action !== "revoke" || line.at <= now - LATELY) return [];
    const hold = holdOf(line);
    return hold === undefined ? [] : [{ what: line.what, place: hold.place, commit: line.commit }];
  });
}
