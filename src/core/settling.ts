import type { Binding } from "../model/binding.js";
import type { Instant } from "../model/instant.js";
import type { LedgerLine, ReceiptLine } from "../model/ledger-line.js";
import { type Change, type Plan, subjectOf } from "../model/plan.js";
import type { Receipt } from "../model/receipt.js";
import { holdingsIn, type Subject } from "./holdings.js";
import { onceALedger } from "./once-a-ledger.js";

/** What was done lately in a system whose answers may not show it yet. */
export interface Settling {
  readonly desired: readonly Binding[];
  readonly lines: readonly LedgerLine[];
  /** How long what was done may not be seen; 0 where it is seen at once. */
  readonly seconds: number;
  readonly now: Instant;
}

/**
 * The plan without what the ledger says was done a moment ago, and what was observed does not show yet: doing it again
 * would fail, or be a second record of one change; and what reached its end is not ended where that was moved a moment
 * ago. What makes an end earlier, and what repairs, is never left out: doing that twice harms nobody.
 */
export function withoutDone({ system, changes }: Plan, settling: Settling): Plan {
  const lately = latelyIn(settling);
  return { system, changes: changes.filter((change) => !isDone(change, lately, settling.now)) };
}

function isDone(change: Change, lately: Lately, now: Instant): boolean {
  const subject = subjectOf(change);
  const last = lately(subject);
  if (last === undefined) return false;
  if (change.action === "revoke" && change.because === "expired" && last.action === "extend") return now < last.until;
  if (!isOfSame(subject, last)) return false;
  if (change.action === "revoke") return last.action === "revoke";
  return last.action !== "revoke" && (change.action === "extend" || change.because === "new");
}

function isOfSame(one: Pick<Receipt, "until" | "request">, other: Pick<Receipt, "until" | "request">): boolean {
  return one.until === other.until && one.request === other.request;
}

/**
 * What was found, without what only seems so since the answer is older than what was done: that something is gone which
 * was granted a moment ago and is still desired, or held which was taken away a moment ago, or ends otherwise than was
 * just written. If it is so all the same, the run after next says it. What another request gave meanwhile is no echo.
 */
export function withoutEarly(found: readonly Receipt[], settling: Settling): readonly Receipt[] {
  const lately = latelyIn(settling);
  const { keyOf } = holdingsIn(settling.lines);
  const desired = new Set(settling.desired.map(keyOf));
  return found.filter((receipt) => {
    const last = lately(receipt);
    if (last === undefined) return true;
    const isDesired = desired.has(keyOf(receipt));
    if (receipt.action === "revoke") return last.action === "revoke" || !isDesired;
    return last.action === "revoke" && (isDesired || !isOfSame(receipt, last));
  });
}

/**
 * The last line on what is held there, where it is of something that was done, so lately that it may not be seen. What was
 * done where somebody held it before, or under another name, says nothing of that.
 */
export function latelyIn({ lines, seconds, now }: Omit<Settling, "desired">): Lately {
  const { keyOf } = holdingsIn(lines);
  const last = lastOfHoldings(lines);
  return (subject) => {
    const line = last.get(keyOf(subject));
    const isLately = line && Math.abs(now - line.at) < seconds * 1000 && line.result.outcome !== "failed";
    return isLately ? line : undefined;
  };
}

type Lately = (subject: Subject) => ReceiptLine | undefined;

const lastOfHoldings = onceALedger(lastIn);

function lastIn(lines: readonly LedgerLine[]): ReadonlyMap<string, ReceiptLine> {
  const { keyOf } = holdingsIn(lines);
  return new Map(lines.flatMap((line) => (line.kind === "receipt" ? [[keyOf(line), line] as const] : [])));
}
