import type { Instant } from "../model/instant.js";
import type { LedgerLine } from "../model/ledger-line.js";

/** The branch `curfew-ledger`. */
export interface Ledger {
  /** Every line written on or after the day of `since` (all of them where it is undefined), oldest first. */
  read(since: Instant | undefined): Promise<readonly LedgerLine[]>;
  /** Commits the lines as one new file, by fast-forward; tries again when another writer was first. No lines, no commit. */
  append(lines: readonly LedgerLine[], at: Instant): Promise<void>;
}
