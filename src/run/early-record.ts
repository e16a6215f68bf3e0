import type { Instant } from "../model/instant.js";
import type { LedgerLine } from "../model/ledger-line.js";
import { type AskedTime, recordTime } from "./clock-skew.js";
import type { Context } from "./context.js";

/** What one run writes to the ledger before it is at its end. */
export interface EarlyRecord {
  /** Writes the lines, dated now. What several systems write while a commit is under way is one more. Throws a Failure. */
  write(lines: readonly LedgerLine[]): Promise<void>;
  /** What was written. */
  written(): readonly LedgerLine[];
}

export function earlyRecord(context: Context, now: Instant, time: AskedTime): EarlyRecord {
  const written: LedgerLine[] = [];
  let waiting: LedgerLine[] = [];
  let next: Promise<void> | undefined;
  let last: Promise<void> = Promise.resolve();

  async function append(): Promise<void> {
    const lines = waiting;
    waiting = [];
    next = undefined;
    time.mustBeKnown();
    const at = recordTime(context, now, time.said());
    const dated = lines.map((line): LedgerLine => ({ ...line, at }));
    await context.ledger.append(dated, at);
    written.push(...dated);
  }

  return {
    write(lines) {
      waiting.push(...lines);
      next ??= last.then(append, append);
      last = next;
      return next;
    },
    // A commit that nobody waited for any more may come in later: it is not in what was read before.
    written: () => [...written],
  };
}
