import type { Finding } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import type { LedgerLine } from "../model/ledger-line.js";

export interface LedgerRead {
  /** Oldest first. */
  readonly lines: readonly LedgerLine[];
  /** Of every line that cannot be read: it is left out, and no reason to forget the others. */
  readonly findings: readonly Finding[];
}

/** The branch `curfew-ledger`. */
export interface Ledger {
  /** Every line written on or after the day of `since`, all of them where it is undefined; of policy always every line. */
  read(since: Instant | undefined): Promise<LedgerRead>;
  /**
   * A commit that the branch held and holds no more, the last one; undefined where it only ever grew. What was lost up to
   * `known` is not told again. Throws a Failure where nobody says.
   */
  lost(known: string | undefined): Promise<string | undefined>;
  /** Commits the lines as new files, by fast-forward; tries again when another writer was first. No lines, no commit. */
  append(lines: readonly LedgerLine[], at: Instant): Promise<void>;
}
